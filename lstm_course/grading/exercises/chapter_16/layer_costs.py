"""Exercise 16.1, `layer_costs`."""

from __future__ import annotations

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import size


def _operations(D: int, H: int, bias: int = 1) -> int:
    """Additions and multiplications of one step's products, for one sequence."""
    return 8 * H * (H + D + bias)


def _kept(D: int, H: int) -> int:
    """Numbers that backward reads, for one step of one sequence."""
    return 7 * H + D + 1


def _costs(T: int, B: int, D: int, H: int, layers: int) -> tuple[int, int]:
    rest = layers - 1
    operations = _operations(D, H) + rest * _operations(H, H)
    return T * B * operations, T * B * (_kept(D, H) + rest * _kept(H, H))


def _changed(
    T: int, B: int, D: int, H: int, layers: int, operations: float = 1, kept: float = 1
) -> tuple[float, float]:
    """Both costs, each times a factor."""
    right = _costs(T, B, D, H, layers)
    return operations * right[0], kept * right[1]


def _per_layer(
    T: int, B: int, D: int, H: int, layers: int, bias: int, kept: int
) -> tuple[int, int]:
    """Other formulas: with or without the bias, and with another number of H's kept."""
    sizes = [D] + [H] * (layers - 1)
    operations = sum(_operations(size, H, bias) for size in sizes)
    return T * B * operations, T * B * sum(kept * H + size + 1 for size in sizes)


costs = Function(
    id="16.1",
    title="Operations and numbers kept",
    name="layer_costs",
    inputs={**{letter: size(letter) for letter in "TBDH"}, "layers": size("L")},
    sizes={"T": (2, 3, 5, 7), "B": (2, 3, 4), "D": (1, 3, 5), "H": (2, 4, 6), "L": (1, 2, 3)},
    returns="operations, kept",
    reference=_costs,
    extra_cases=lambda rng: [(100, 32, 64, 128, 2), (1, 1, 1, 1, 1), (50, 1, 3, 8, 3)],
    misconceptions=[
        Misconception(
            "multiplications-only",
            lambda T, B, D, H, layers: _changed(T, B, D, H, layers, operations=0.5),
            "You counted the multiplications alone. Each comes with an addition.",
        ),
        Misconception(
            "one-gate",
            lambda T, B, D, H, layers: _changed(T, B, D, H, layers, operations=0.25),
            "You counted one layer of weights. There are four: three gates and the candidate.",
        ),
        Misconception(
            "three-gates",
            lambda T, B, D, H, layers: _changed(T, B, D, H, layers, operations=0.75),
            "You counted the three gates and left out the candidate, which has as many weights.",
        ),
        Misconception(
            "no-bias",
            lambda T, B, D, H, layers: _per_layer(T, B, D, H, layers, 0, 7),
            "Your product leaves out the bias, the column that meets the 1 of [1; h; x].",
        ),
        Misconception(
            "all-layers-alike",
            lambda T, B, D, H, layers: tuple(layers * n for n in _costs(T, B, D, H, 1)),
            "You gave every layer D inputs. From the second on a layer reads the H outputs of the "
            "layer below.",
        ),
        Misconception(
            "one-layer",
            lambda T, B, D, H, layers: _costs(T, B, D, H, 1),
            "This is the cost of the first layer. The others have theirs.",
        ),
        Misconception(
            "inputs-add-up",
            lambda T, B, D, H, layers: (
                T * B * (layers * _operations(D, H) + (layers - 1) * 8 * H * H),
                _costs(T, B, D, H, layers)[1],
            ),
            "Your upper layers read x as well as the layer below. Here they read the layer below "
            "alone.",
        ),
        Misconception(
            "one-sequence",
            lambda T, B, D, H, layers: _costs(T, 1, D, H, layers),
            "This is for one sequence. A batch has B of them.",
        ),
        Misconception(
            "one-step",
            lambda T, B, D, H, layers: _costs(1, B, D, H, layers),
            "This is for one step. There are T.",
        ),
        Misconception(
            "quadratic-in-steps",
            lambda T, B, D, H, layers: tuple(T * n for n in _costs(T, B, D, H, layers)),
            "Your cost grows with the square of T. That is attention; here each step costs the "
            "same, whatever came before it.",
        ),
        Misconception(
            "with-backward",
            lambda T, B, D, H, layers: _changed(T, B, D, H, layers, operations=3),
            "This is forward and backward together. Asked is the run forward.",
        ),
        Misconception(
            "state-only",
            lambda T, B, D, H, layers: (
                _costs(T, B, D, H, layers)[0],
                T * B * layers * 2 * H,
            ),
            "You kept h and c of each step. Backward also reads the gates, the candidate and the "
            "row [1; h; x].",
        ),
        Misconception(
            "output-once",
            lambda T, B, D, H, layers: _per_layer(T, B, D, H, layers, 1, 6),
            "Your layers keep 6 H's: one is missing. h stands in the row that the next step reads "
            "and once more in the output.",
        ),
        Misconception(
            "row-forgotten",
            lambda T, B, D, H, layers: (_costs(T, B, D, H, layers)[0], 6 * H * T * B * layers),
            "The row [1; h; x] is missing: the gradient of the weights is a product with it.",
        ),
        Misconception(
            "kept-in-bytes",
            lambda T, B, D, H, layers: _changed(T, B, D, H, layers, kept=8),
            "These are bytes of float64. Asked is how many numbers are kept.",
        ),
    ],
    on_success="Both are linear in T: twice as long costs twice as much, and nothing more.",
)
