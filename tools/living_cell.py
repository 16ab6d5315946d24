"""The README's picture: the cell at work, one day after another, as an animated SVG file."""

from __future__ import annotations

from collections.abc import Iterable

from lstm_course.figures import svg
from lstm_course.figures.cell_parts import PARTS, Part, X, Y, draw
from lstm_course.figures.svg_figure import Drawing
from lstm_lib.cell import step, zero_state
from lstm_lib.tasks.two_companies import PRICES, TARGETS, published_end

SECONDS = 2.5
"""For each day."""
BLOCK = 72
"""Width of a layer's block."""
DAYS = len(PRICES["A"])
FRAMES = DAYS * len(PRICES)
ANIMATION = (
    f".frame{{visibility:hidden;animation:frame {FRAMES * SECONDS:g}s step-end infinite}}"
    f"@keyframes frame{{0%{{visibility:visible}}{100 / FRAMES:g}%,100%{{visibility:hidden}}}}"
    "@media (prefers-reduced-motion:reduce){.frame{animation:none}"
    ".last{visibility:visible}}"
)
NUMBERS = {"number", "shows"}


class LivingCell(Drawing):
    """The trained cell of the book reads the prices of both companies, day by day."""

    title = "An LSTM cell at work"
    description = (
        "The full LSTM cell of one unit reads two companies' share prices on four days. The "
        "prices differ on day 1 only, yet at the end its hidden state is near "
        f"{TARGETS['A']:g} for company A and near {TARGETS['B']:g} for company B. Each block is "
        "filled in proportion to its gate's value."
    )
    window = (-4, -48, 408, 462)

    def __init__(self) -> None:
        cell = "".join(draw(_without_numbers(part), {}) for part in PARTS.values())
        frames = [frame for company in PRICES for frame in _frames(company)]
        levels, numbers = zip(*frames, strict=True)
        self.body = "\n".join([*_animated(levels), f"<g>{cell}</g>", *_animated(numbers)])

    def _svg(self, style: str, size: str) -> str:
        return super()._svg(style + ANIMATION, size)


def _animated(frames: Iterable[str]) -> list[str]:
    """Groups that are shown one after another."""
    return [
        f'<g class="frame{" last" if number == FRAMES - 1 else ""}" '
        f'style="animation-delay:{number * SECONDS:g}s">{frame}</g>'
        for number, frame in enumerate(frames)
    ]


def _frames(company: str) -> list[tuple[str, str]]:
    """The levels and the numbers of each day."""
    weights, state, frames = published_end(), zero_state(published_end()), []
    for day, price in enumerate(PRICES[company], 1):
        done = step(weights, [price], state)
        values = {name: float(getattr(done, name)[0]) for name in "ifgoch"}
        levels = "".join(_level(name, values[name]) for name in "ifgo")
        values |= {
            "x": price,
            "h_prev": float(state.h[0]),
            "c_prev": float(state.c[0]),
            "product": values["i"] * values["g"],
            "kept": values["f"] * float(state.c[0]),
        }
        numbers = {name: svg.short(round(value, 2)) for name, value in values.items()}
        parts = "".join(draw(_only_numbers(part), numbers) for part in PARTS.values())
        caption = f"company {company}, day {day} of {DAYS}: price {price:g}"
        frames.append((levels, svg.words(200, -22, caption) + parts))
        state = done.state
    return frames


def _level(gate: str, value: float) -> str:
    """A gate's block, filled from the bottom in proportion to the gate's value."""
    height = abs(value) * (Y["bottom"] - Y["top"])
    return (
        f'<rect x="{X[gate] - BLOCK / 2:g}" y="{Y["bottom"] - height:.1f}" width="{BLOCK}" '
        f'height="{height:.1f}" fill="{svg.paint(gate)}" fill-opacity="0.35"/>'
    )


def _without_numbers(part: Part) -> Part:
    return Part(tuple(shape for shape in part.shapes if not NUMBERS & shape.keys()), "")


def _only_numbers(part: Part) -> Part:
    return Part(tuple(shape for shape in part.shapes if NUMBERS & shape.keys()), "")
