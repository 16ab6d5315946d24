"""The accessibility report says what the marks of the tests say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import accessibility

ROOT = Path(__file__).parents[2]
MARKED = """
@pytest.mark.wcag({})
def test_a_gate_is_described() -> None: ...
"""


def marked(root: Path, *criteria: str) -> Path:
    """A repository with one test that is marked with these."""
    (root / "tests").mkdir()
    source = MARKED.format(", ".join(map(repr, criteria)))
    (root / "tests/test_a.py").write_text(source)
    return root


def test_a_mark_is_reported_with_the_test_that_carries_it(tmp_path: Path) -> None:
    page = accessibility.report(marked(tmp_path, "1.1.1", "4.1.2"))
    assert "| `1.1.1` Non-text content | tested | “a gate is described” |" in page
    assert "| `4.1.2` Name, role, value | tested | “a gate is described” |" in page
    assert "| `1.4.3` Contrast, minimum | not tested | – |" in page
    assert "| `1.2.2` Captions | does not apply | There is no recorded sound or video. |" in page
    assert "criteria that apply, 2 are tested." in page


@pytest.mark.parametrize("criterion", ["9.9.9", "1.2.2"])
def test_a_mark_for_what_is_no_criterion_is_refused(criterion: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=f"no criterion '{criterion}'"):
        accessibility.tested(marked(tmp_path, criterion))


def test_what_does_not_apply_is_a_criterion_and_has_no_test() -> None:
    assert set(accessibility.NOT_APPLICABLE) < set(accessibility.CRITERIA)
    assert len(accessibility.tested(ROOT)) > 15


def test_the_page_is_up_to_date() -> None:
    page = (ROOT / accessibility.PAGE).read_text("utf-8")
    assert page == accessibility.report(ROOT)
