"""lstm_course.notebook: how a number is written, and that the book can glue it into prose."""

from __future__ import annotations

import numpy as np
import pytest

from lstm_course import notebook

BY_HAND = [
    (4.27, 4, "4.27"),
    (0.98624, 4, "0.9862"),
    (0.98625001, 4, "0.9863"),
    (-0.12784, 4, "−0.1278"),
    (12.0, 4, "12"),
    (123.456, 4, "123.5"),
    (9999.4, 4, "9999"),
    (9999.6, 4, "1 × 10⁴"),
    (9.99996, 4, "10"),
    (1234567.0, 4, "1.235 × 10⁶"),
    (0.000123456, 4, "0.0001235"),
    (0.0000453979, 4, "4.54 × 10⁻⁵"),
    (0.00009999999, 4, "0.0001"),
    (-1e-10, 4, "−1 × 10⁻¹⁰"),
    (2.5e300, 2, "2.5 × 10³⁰⁰"),
    (0.0, 4, "0"),
    (-0.0, 4, "0"),
    (100.0, 3, "100"),
    (0.125, 1, "0.1"),
    (31390, 4, "31390"),
    (-10, 4, "−10"),
    (np.float64(0.5), 4, "0.5"),
    (np.float32(0.1), 4, "0.1"),
    (np.int64(93), 4, "93"),
    ("company A", 4, "company A"),
]


@pytest.mark.parametrize(("value", "digits", "text"), BY_HAND)
def test_a_value_is_written_as_by_hand(value: object, digits: int, text: str) -> None:
    assert notebook.as_text(value, digits) == text


@pytest.mark.parametrize("value", [np.ones(2), np.array(1.0), True, np.True_, None, 1j])
def test_only_a_real_number_or_a_string_is_written(value: object) -> None:
    with pytest.raises(TypeError, match="value: expected a real number or a string, got"):
        notebook.as_text(value)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_number_that_is_none_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="value: expected a finite number"):
        notebook.as_text(value)


def test_no_digits_at_all_are_refused() -> None:
    with pytest.raises(ValueError, match="digits: expected at least 1, got 0"):
        notebook.as_text(0.5, digits=0)


@pytest.mark.parametrize("value", ["2.00", "25,000", "1e3", "4.54 × 10⁻⁵", "−3", "it's"])
def test_a_glued_text_is_shown_as_it_is(value: str) -> None:
    from myst_nb.core.variables import format_plain_text

    assert format_plain_text(repr(notebook.as_text(value)), "") == value


def test_glue_makes_what_myst_nb_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """MyST-NB's own reader finds the value, and leaves nothing for the page to show."""
    from myst_nb.ext.glue import extract_glue_data_cell
    from nbformat import v4

    shown: list[v4.NotebookNode] = []

    def display(data: dict[str, str], raw: bool, metadata: dict[str, object]) -> None:
        assert raw
        shown.append(v4.new_output("display_data", data=data, metadata=metadata))

    monkeypatch.setattr("IPython.display.display", display)
    notebook.glue("gate", np.float64(0.98624))
    cell = v4.new_code_cell(outputs=shown)
    ((name, output),) = extract_glue_data_cell(cell)
    assert (name, output["data"]) == ("gate", {"text/plain": "'0.9862'"})
    assert cell.outputs == []
