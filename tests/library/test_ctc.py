"""CTC against all paths written out, finite differences, PyTorch, and numbers worked by hand."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from lstm_lib import Adam, Network, ctc, train
from lstm_lib._validation import Array
from lstm_lib.gradient_check import numerical_gradient
from lstm_lib.tasks import Batch

LENGTHS = np.array([12, 9, 7, 10, 3])
TARGET = np.array([[1, 2, 2, 3], [1, 1, 4, -1], [3, 3, -1, -1], [-1, -1, -1, -1], [2, 1, 2, -1]]).T
MASK = np.arange(12)[:, None] < LENGTHS


@pytest.fixture
def y() -> Array:
    return np.random.default_rng(0).normal(size=(12, 5, 5))


def softmax(y: Array) -> Array:
    p = np.exp(y - y.max(axis=-1, keepdims=True))
    return p / p.sum(axis=-1, keepdims=True)


def reads(path: tuple[int, ...]) -> list[int]:
    """The labels of a path, written in another way than the library's."""
    found: list[int] = []
    previous = 0
    for k in path:
        if k not in (0, previous):
            found.append(k)
        previous = k
    return found


def test_one_frame_and_one_label_by_hand() -> None:
    y = np.log([[[0.2, 0.5, 0.3]]])
    loss, dy = ctc.ctc_loss(y, np.array([[1]]))
    assert loss == pytest.approx(-np.log(0.5), rel=1e-14)
    np.testing.assert_allclose(dy[0, 0], [0.2, 0.5 - 1, 0.3], rtol=1e-14)


def test_two_frames_and_one_label_by_hand() -> None:
    """The paths 0 1, 1 0 and 1 1."""
    p = np.array([[0.6, 0.4], [0.3, 0.7]])
    loss, _ = ctc.ctc_loss(np.log(p)[:, None], np.array([[1]]))
    assert loss == pytest.approx(-np.log(0.6 * 0.7 + 0.4 * 0.3 + 0.4 * 0.7), rel=1e-14)


@pytest.mark.parametrize("labels", [[1], [1, 2], [1, 1], [2, 1, 2], [2, 2, 1], []])
def test_the_loss_sums_all_paths(labels: list[int]) -> None:
    T, K = 6, 3
    y = np.random.default_rng(len(labels)).normal(size=(T, 1, K))
    p = softmax(y[:, 0])
    paths = [path for path in product(range(K), repeat=T) if reads(path) == labels]
    total = sum(np.prod(p[np.arange(T), path]) for path in paths)
    target = np.array([[*labels, -1]]).T
    assert ctc.ctc_loss(y, target)[0] == pytest.approx(-np.log(total), rel=1e-13)


def test_the_gradient_is_that_of_finite_differences(y: Array) -> None:
    _, dy = ctc.ctc_loss(y, TARGET, MASK)
    numerical = numerical_gradient(lambda: ctc.ctc_loss(y, TARGET, MASK)[0], y)
    np.testing.assert_allclose(dy, numerical, atol=1e-8)
    np.testing.assert_allclose(dy.sum(axis=-1), 0, atol=1e-14)
    assert not dy[~MASK].any()


def test_loss_and_gradient_are_those_of_pytorch(y: Array) -> None:
    torch = pytest.importorskip("torch")
    logits = torch.tensor(y, requires_grad=True)
    labels = torch.tensor(np.concatenate([column[column >= 0] for column in TARGET.T]))
    counts = torch.tensor((TARGET >= 0).sum(axis=0))
    losses = torch.nn.CTCLoss(blank=0, reduction="none")(
        logits.log_softmax(-1), labels, torch.tensor(LENGTHS), counts
    )
    losses.mean().backward()
    loss, dy = ctc.ctc_loss(y, TARGET, MASK)
    assert loss == pytest.approx(losses.mean().item(), rel=1e-12)
    np.testing.assert_allclose(dy, logits.grad.numpy(), atol=1e-12)


def test_long_sequences_do_not_underflow() -> None:
    y = np.zeros((2000, 1, 11))
    loss, dy = ctc.ctc_loss(y, np.array([[7], [3]]))
    assert 1000 < loss < 2000 * np.log(11)
    assert np.isfinite(dy).all()


def test_large_outputs_do_not_overflow() -> None:
    y = np.zeros((4, 1, 3))
    y[:, :, 1] = 1e4
    loss, dy = ctc.ctc_loss(y, np.array([[2]]))
    assert loss == pytest.approx(4e4 - np.log(10), rel=1e-12)  # ten paths, all as improbable
    assert np.isfinite(dy).all()


def test_single_precision_stays_single(y: Array) -> None:
    loss, dy = ctc.ctc_loss(y.astype(np.float32), TARGET, MASK)
    assert dy.dtype == np.float32
    assert loss == pytest.approx(ctc.ctc_loss(y, TARGET, MASK)[0], rel=1e-5)


def test_padding_is_ignored_whatever_it_holds(y: Array) -> None:
    expected = ctc.ctc_loss(y, TARGET, MASK)
    y[~MASK] = np.nan
    loss, dy = ctc.ctc_loss(y, TARGET, MASK)
    assert loss == expected[0]
    np.testing.assert_array_equal(dy, expected[1])


def test_no_argument_is_changed(y: Array) -> None:
    arguments = [y, TARGET.copy(), MASK.copy()]
    before = [argument.copy() for argument in arguments]
    ctc.ctc_loss(*arguments)
    for argument, copy in zip(arguments, before, strict=True):
        np.testing.assert_array_equal(argument, copy)


@pytest.mark.parametrize(
    ("path", "labels"),
    [
        ([0, 7, 7, 0, 3, 3, 0, 3], [7, 3, 3]),
        ([7, 7, 3, 3, 3], [7, 3]),
        ([0, 0, 0], []),
        ([], []),
        ([5, 0, 0, 5], [5, 5]),
    ],
)
def test_paths_collapse(path: list[int], labels: list[int]) -> None:
    assert ctc.collapse(path) == labels == reads(tuple(path))


def test_greedy_decoding_stops_at_the_length() -> None:
    y = np.eye(4)[[[1, 2], [1, 2], [0, 0], [3, 3]]]
    assert ctc.greedy_decode(y) == [[1, 3], [2, 3]]
    assert ctc.greedy_decode(y, [4, 2]) == [[1, 3], [2]]
    assert ctc.greedy_decode(y, [0, 1]) == [[], [2]]


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [
        ([], [], 0),
        ([1, 2, 3], [1, 2, 3], 0),
        ([1, 3], [1, 2, 3], 1),
        ([1, 2, 2, 3], [1, 2, 3], 1),
        ([4, 2], [1, 2], 1),
        ([], [1, 2], 2),
        ([1, 2, 3, 4], [2, 3, 4, 5], 2),
        (list(b"kitten"), list(b"sitting"), 3),
    ],
)
def test_edit_distances_by_hand(a: list[int], b: list[int], distance: int) -> None:
    assert ctc.edit_distance(a, b) == ctc.edit_distance(b, a) == distance


def test_the_label_error_rate_divides_by_what_was_there() -> None:
    assert ctc.label_error_rate([[1], [2, 3, 4, 4]], [[1, 1], [2, 3]]) == 3 / 4
    assert ctc.label_error_rate([[1, 2, 3]], [[4]]) == 3
    with pytest.raises(ValueError, match="decoded: expected 2 sequences like references, got 1"):
        ctc.label_error_rate([[1]], [[1], [2]])
    with pytest.raises(ValueError, match="references: expected at least one label"):
        ctc.label_error_rate([[1]], [[]])


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"target": TARGET.astype(float)}, TypeError, "target: expected whole numbers, got float64"),
        ({"target": np.where(TARGET == 1, 5, TARGET)}, ValueError, "label < K = 5.*got 2 … 5"),
        ({"target": np.where(TARGET == 1, 0, TARGET)}, ValueError, "class 0 is the blank"),
        ({"target": TARGET[::-1]}, ValueError, "negative numbers only behind the labels"),
        ({"target": TARGET[:, :2]}, ValueError, "target: expected shape"),
        ({"mask": MASK.astype(int)}, TypeError, "mask: expected booleans"),
        ({"mask": ~MASK}, ValueError, "mask: expected true from the first frame"),
        ({"mask": MASK & (np.arange(12)[:, None] != 1)}, ValueError, "got gaps"),
        ({"mask": np.arange(12)[:, None] < [4, 9, 7, 10, 3]}, ValueError, "sequence 0 needs 5 frames, got 4"),
        ({"y": np.full((12, 5, 5), np.nan)}, ValueError, "y: expected finite numbers"),
        ({"y": np.zeros((12, 5))}, ValueError, "y: expected shape"),
    ],
)  # fmt: skip
def test_ctc_loss_rejects(change: dict, error: type[Exception], message: str, y: Array) -> None:
    arguments = {"y": y, "target": TARGET, "mask": MASK} | change
    with pytest.raises(error, match=message):
        ctc.ctc_loss(**arguments)


@pytest.mark.parametrize("lengths", [[13, 1, 1, 1, 1], [-1, 1, 1, 1, 1], [1.0] * 5, [1, 1]])
def test_greedy_decode_rejects_lengths(lengths: list, y: Array) -> None:
    with pytest.raises(ValueError, match="lengths: expected"):
        ctc.greedy_decode(y, lengths)


def test_train_takes_it_as_it_is_and_learns() -> None:
    """Two impulses of either of two kinds: their order, not their places, is the target."""
    rng = np.random.default_rng(0)

    def batches(step: int) -> Batch:
        x, target = np.zeros((12, 16, 2)), rng.integers(1, 3, size=(2, 16))
        places = np.sort(rng.permuted(np.tile(np.arange(12), (16, 1)), axis=1)[:, :2]).T
        for place, labels in zip(places, target, strict=True):
            x[place, np.arange(16), labels - 1] = 1
        return Batch(x, target, np.ones((12, 16), bool), np.full(16, 12))

    net = Network.random(2, 12, 3, np.random.default_rng(1), bidirectional=True)
    history = train(net, batches, ctc.ctc_loss, Adam(0.03), 250, max_norm=1.0, progress=False)
    assert history.loss[-10:].mean() < 0.1 < 3 < history.loss[0]
