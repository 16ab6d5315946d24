"""The data of the chapter on speech: licences, sizes, damaged files, and what is made of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lstm_course.speech import detector, digits, recordings
from lstm_lib import audio, ctc
from tools.experiments import RECORDS, digit_strings, spoken_digits

ROOT = Path(__file__).parents[2]
DATA = ROOT / "chapters" / "data"
FEATURES = DATA / "spoken_digits" / "features.npz"
WEIGHTS = DATA / "speech_detector" / "weights.npz"
LARGEST = {"spoken_digits": 650_000, "recorded_voice": 250_000, "speech_detector": 350_000}
LICENCES = {
    "spoken_digits": "CC BY-SA 4.0",
    "recorded_voice": "CC BY-SA 3.0",
    "speech_detector": "MIT License",
}


def test_each_data_set_has_its_licence_its_source_and_its_script() -> None:
    folders = [path for path in DATA.iterdir() if path.is_dir()]
    assert folders
    for folder in folders:
        for name in ("LICENSE", "SOURCE.md", "make.py"):
            assert (folder / name).is_file(), f"{folder.name} has no {name}"
            assert (folder / name).read_text("utf-8").strip(), f"{folder.name}: {name} is empty"


@pytest.mark.parametrize("name", LICENCES)
def test_the_licences_are_named_where_people_look(name: str) -> None:
    assert LICENCES[name] in (DATA / name / "LICENSE").read_text("utf-8")
    short = LICENCES[name].removesuffix(" License")
    assert short in (ROOT / "LICENSE-text").read_text("utf-8")
    assert f"chapters/data/{name}/" in (ROOT / "LICENSE-text").read_text("utf-8")
    chapter = (ROOT / "chapters" / "14_speech.ipynb").read_text("utf-8")
    assert short.split(" 4")[0].split(" 3")[0] in chapter
    assert "MIT License" in (ROOT / "LICENSE").read_text("utf-8")


@pytest.mark.parametrize("name", LARGEST)
def test_the_data_stay_small(name: str) -> None:
    files = [path for path in (DATA / name).iterdir() if path.is_file()]
    assert sum(path.stat().st_size for path in files) < LARGEST[name]


@pytest.fixture(scope="module")
def split() -> digits.Split:
    return digits.load(FEATURES)


def test_the_digits_are_split_once_and_standardised(split: digits.Split) -> None:
    assert (len(split.train.features), len(split.test.features)) == (2700, 300)
    shown = np.concatenate(split.train.features)
    np.testing.assert_allclose(shown.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(shown.std(axis=0), 1, rtol=1e-12)
    again = digits.load(FEATURES)
    np.testing.assert_array_equal(again.test.labels, split.test.labels)
    assert set(split.test.labels) == set(range(10))
    first = {x.tobytes() for x in split.train.features}
    assert not any(x.tobytes() in first for x in split.test.features)


def test_the_features_are_those_of_the_library(split: digits.Split) -> None:
    """Their ranges are those of coefficients in decibels, as the library makes them of speech."""
    x = audio.read_wav(DATA / "recorded_voice" / "seven.wav", recordings.RATE)
    own = audio.mfcc(recordings.trim(x), recordings.RATE)
    standardised = (own - split.mean) / split.deviation
    assert np.abs(standardised.mean(axis=0)).max() < 4
    assert np.abs(standardised).max() < 12


def test_words_ask_at_the_final_frame(split: digits.Split) -> None:
    batch = digits.words(split.test, np.arange(5))
    assert batch.x.shape == (batch.lengths.max(), 5, 13)
    np.testing.assert_array_equal(batch.mask.sum(axis=0), 1)
    for b, x in enumerate(split.test.features[:5]):
        np.testing.assert_array_equal(batch.x[: len(x), b], x)
        assert not batch.x[len(x) :, b].any()
        assert batch.target[len(x) - 1, b] == split.test.labels[b]


def test_noise_leaves_the_padding_at_zero(split: digits.Split) -> None:
    batch = digits.words(split.test, np.arange(5), 0.3, np.random.default_rng(0))
    padding = np.arange(len(batch.x))[:, None] >= batch.lengths
    assert not batch.x[padding].any()
    clean = digits.words(split.test, np.arange(5))
    assert np.std((batch.x - clean.x)[~padding]) == pytest.approx(0.3, rel=0.1)


def test_strings_are_recordings_one_behind_the_other(split: digits.Split) -> None:
    batch = digits.strings(split.test, np.random.default_rng(0), 20, 2, 4)
    labels = digits.references(batch)
    assert {len(each) for each in labels} <= {2, 3, 4}
    assert all(1 <= label <= 10 for each in labels for label in each)
    np.testing.assert_array_equal(batch.mask.sum(axis=0), batch.lengths)
    assert np.isfinite(ctc.ctc_loss(np.zeros((*batch.mask.shape, 11)), batch.target, batch.mask)[0])


def test_frames_are_joined_in_order() -> None:
    x = np.arange(10.0).reshape(5, 2)
    np.testing.assert_array_equal(digits.stack(x), [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 8, 9]])
    np.testing.assert_array_equal(digits.stack(x, 1), x)


@pytest.mark.parametrize(("path", "load"), [(FEATURES, digits.load), (WEIGHTS, detector.load)])
def test_damaged_files_are_refused(path: Path, load: object, tmp_path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 255
    (tmp_path / "damaged.npz").write_bytes(content)
    (tmp_path / "short.npz").write_bytes(path.read_bytes()[:5000])
    np.savez(tmp_path / "other.npz", numbers=np.arange(3))
    for name in ("damaged", "short", "other"):
        with pytest.raises(ValueError, match=rf"{name}\.npz: expected"):
            load(tmp_path / f"{name}.npz")
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "none.npz")


def test_features_of_another_shape_are_refused(tmp_path: Path) -> None:
    with np.load(FEATURES) as stored:
        arrays = dict(stored)
    for change in (
        {"features": arrays["features"][:-1]},
        {"lengths": arrays["lengths"][:-1]},
        {"digits": arrays["digits"][:100]},
        {"scale": arrays["scale"][:5]},
    ):
        np.savez(tmp_path / "a.npz", **arrays | change)
        with pytest.raises(ValueError, match=r"a\.npz: expected"):
            digits.load(tmp_path / "a.npz")


def test_a_player_has_its_words_and_its_sound() -> None:
    player = recordings.Player(np.sin(np.arange(100.0)), 8000, "A <b>tone</b>.")
    shown = player._repr_html_()
    assert 'aria-label="A &lt;b&gt;tone&lt;/b&gt;."' in shown
    assert 'src="data:audio/wav;base64,UklGR' in shown
    assert repr(player) == "[recording: A <b>tone</b>.]"
    with pytest.raises(ValueError, match="not empty"):
        recordings.Player(np.zeros(0), 8000, "")


def test_trimming_keeps_the_word() -> None:
    x = np.concatenate([np.zeros(4000), np.ones(800), np.zeros(4000)])
    cut = recordings.trim(x)
    assert cut.sum() == 800
    assert len(cut) == 800 + 2 * 200


@pytest.mark.parametrize(
    ("x", "said"),
    [
        (np.zeros(0), r"x: expected shape \(N,\) with N ≥ 80, got \(0,\)"),
        (np.ones((2, 400)), r"x: expected shape \(N,\) with N ≥ 80, got \(2, 400\)"),
        (np.zeros(4000), "x: expected a sound, got 4000 samples of silence"),
        (np.full(400, np.nan), "x: expected finite numbers"),
    ],
)
def test_nothing_to_trim_is_said(x: np.ndarray, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        recordings.trim(x)


def test_every_digit_is_a_recording() -> None:
    for word in (*recordings.DIGITS, "weasels"):
        assert len(audio.read_wav(DATA / "recorded_voice" / f"{word}.wav", recordings.RATE)) > 4000


def test_the_window_model_has_the_gradient_of_finite_differences() -> None:
    from lstm_lib.gradient_check import numerical_gradient

    rng = np.random.default_rng(0)
    model = digit_strings.Window(2, 4, 1, rng)
    x, target = rng.normal(size=(5, 2, 2)), np.array([[1, 2], [1, -1]])

    def loss() -> float:
        return ctc.ctc_loss(model.forward(x, None, np.array([5, 5]), None).y, target)[0]

    output = model.forward(x, None, np.array([5, 5]), None)
    gradients = model.backward(output, ctc.ctc_loss(output.y, target)[1])
    for name, array in model.parameters.items():
        np.testing.assert_allclose(gradients[name], numerical_gradient(loss, array), atol=1e-7)


def test_the_gates_of_the_record_are_those_of_the_library(split: digits.Split) -> None:
    from lstm_lib import State, step
    from lstm_lib.network import Network

    net = Network.random(13, spoken_digits.UNITS, 10, np.random.default_rng(0))
    x = split.test.features[0]
    state, means = State(np.zeros((1, 32)), np.zeros((1, 32))), []
    for row in x:
        one = step(net.layers[0][0], row[None], state)
        state = one.state
        means.append([one.i.mean(), one.f.mean(), one.o.mean()])
    np.testing.assert_allclose(spoken_digits.gates(net, x), np.array(means).T, rtol=1e-12)


def test_the_model_report_says_what_the_record_shows() -> None:
    """Zero and nine, two taken for zero, and a remedy that helps more starts than it harms."""
    with np.load(RECORDS / "spoken_digits.npz") as record:
        raw, level = record["unheard"], record["unheard_centred"]
    assert raw.shape == level.shape == (8, 10)
    assert np.all(level[:, [0, 9]] == [0, 9])
    assert np.all(level[:, 2] == 0) and np.mean(raw[:, 2] == 0) > 0.5
    correct, with_remedy = (np.sum(named == np.arange(10), axis=1) for named in (raw, level))
    assert np.sum(with_remedy > correct) > np.sum(with_remedy < correct) > 0
