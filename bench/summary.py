"""The sentence that the page on speed begins with, made from the measured rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from bench.report import Row

RESULTS = Path(__file__).with_name("summary.md")
TINY = "tiny"


def ratio(lines: Iterable[Row], title: str) -> tuple[float, float] | None:
    """Smallest and largest ratio of a row, the layer of one unit aside; None if not measured."""
    values = [
        value
        for row in lines
        if row.title == title
        for size, value in row.values.items()
        if size != TINY
    ]
    return (min(values), max(values)) if values else None


def times(low: float, high: float) -> str:
    """A range of ratios in words."""
    if high < 1:
        return f"{1 / high:.1f} to {1 / low:.1f} times as long as"
    if low > 1:
        return f"{1 / high:.2f} to {1 / low:.2f} of the time of"
    return f"between {1 / high:.2f} and {1 / low:.2f} times as long as"


def summary(tables: Mapping[str, list[Row]]) -> str:
    """The speed of `lstm_lib` beside the others, in one sentence."""
    sentences = []
    for heading, task, other, words in (
        ("float32", "forward and backward", "PyTorch nn.LSTM", "PyTorch's compiled `nn.LSTM`"),
        ("float64", "forward and backward", "PyTorch nn.LSTM", "PyTorch's"),
        ("float32", "forward alone", "ONNX Runtime", "ONNX Runtime"),
    ):
        if found := ratio(tables.get(heading, []), f"{other}, {task}"):
            sentences.append(f"{task} in {heading}, {times(*found)} {words}")
    if not sentences:
        return "Nothing to compare with was installed when this was measured."
    return (
        "A layer of `lstm_lib` takes, for the sizes below with 32 units or more: "
        + "; ".join(sentences)
        + "."
    )
