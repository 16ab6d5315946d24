"""The figure of chapter 14: its detector against Python's, its sound, and the microphone."""

from __future__ import annotations

import io
import wave
from base64 import b64encode
from collections.abc import Iterator

import numpy as np
import pytest
from explorable_fixtures import CHAPTERS, Open, drawn, heard, open_figure, settle
from js_modules import Run, running
from playwright.sync_api import Browser, Locator, Page, expect
from waiting import wait_until

from lstm_course.speech import detector, recordings
from lstm_lib import lstm
from lstm_lib._validation import Array
from lstm_lib.activations import sigmoid
from lstm_lib.audio import read_wav

VOICE = CHAPTERS / "data" / "recorded_voice"
WEIGHTS = CHAPTERS / "data" / "speech_detector" / "weights.npz"
BYTES = "Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0)).buffer"


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    names = "model/npz", "model/fourier", "model/sound", "model/speech_detector"
    with running(browser, *names) as run:
        file = b64encode(WEIGHTS.read_bytes()).decode()
        read = f"npz.readNpz({BYTES}).then(speech_detector.decodeDetector)"
        run(f"{read}.then((found) => {{ window.detector = found; }})", file=file)
        yield run


@pytest.fixture(scope="module")
def parameters() -> dict[str, Array]:
    return detector.load(WEIGHTS)


def clip(word: str) -> Array:
    return detector.double_rate(read_wav(VOICE / f"{word}.wav", recordings.RATE))


def held(parameters: dict[str, Array], x: Array, gate: str, value: float) -> Array:
    """The probability of speech with one kind of gate held, as the chapter holds it."""
    weights, seen = detector.weights(parameters), detector.features(parameters, x)
    if gate != "none":
        block = getattr(weights, gate)
        block[:] = 0
        block[:, 0] = np.log(value / (1 - value)) if 0 < value < 1 else 60 * (2 * value - 1)
    return detector.output(parameters, lstm.forward(weights, seen[:, None]).h[:, 0])


HEARD = """(() => {
    const file = new Float64Array(x), { chunks, features, listen } = speech_detector;
    const seen = chunks(file).map((samples) => features(detector, samples));
    return listen(detector, seen, { gate, value }).map(
        ({ probability, c, h, gates }) => [probability, c[47], h[47], gates[3 * 128 + 47]],
    );
})()"""


@pytest.mark.parametrize("word", ["weasels", "six", "seven", "eight"])
def test_it_is_the_detector_of_the_library(
    run: Run, parameters: dict[str, Array], word: str
) -> None:
    x = clip(word)
    found = np.array(run(HEARD, x=x, gate="none", value=0))
    np.testing.assert_allclose(found[:, 0], detector.detect(parameters, x), atol=1e-9)
    weights, seen = detector.weights(parameters), detector.features(parameters, x)
    out = lstm.forward(weights, seen[:, None])
    np.testing.assert_allclose(found[:, 1], out.c[:, 0, 47], atol=1e-9)
    np.testing.assert_allclose(found[:, 2], out.h[:, 0, 47], atol=1e-9)
    before = np.vstack([np.zeros((1, 128)), out.h[:-1, 0]])
    o = sigmoid(np.hstack([np.ones((len(seen), 1)), before, seen]) @ weights.o[47])
    np.testing.assert_allclose(found[:, 3], o, atol=1e-9)


@pytest.mark.parametrize(("gate", "value"), [("f", 1), ("f", 0), ("i", 1), ("o", 0.3)])
def test_a_held_gate_is_that_of_the_chapter(
    run: Run, parameters: dict[str, Array], gate: str, value: float
) -> None:
    x = clip("weasels")
    found = np.array(run(HEARD, x=x, gate=gate, value=value))[:, 0]
    np.testing.assert_allclose(found, held(parameters, x, gate, value), atol=1e-9)


@pytest.mark.parametrize("n", [8, 9, 100, 101, 6561])
def test_sound_is_doubled_as_in_the_library(run: Run, n: int) -> None:
    x = np.random.default_rng(n).normal(size=n)
    found = run("Array.from(fourier.doubleRate(Float64Array.from(x)))", x=x)
    np.testing.assert_allclose(found, detector.double_rate(x), atol=1e-10)


def test_recordings_are_read_as_in_the_library(run: Run) -> None:
    file = b64encode((VOICE / "seven.wav").read_bytes()).decode()
    found = run(f"Array.from(sound.readWav({BYTES}, 8000))", file=file)
    np.testing.assert_array_equal(found, read_wav(VOICE / "seven.wav", 8000))
    for rate, content in (
        (16_000, file),
        (8000, file[:8000]),
        (8000, b64encode(b"x" * 99).decode()),
    ):
        with pytest.raises(Exception, match=r"expected .*, got "):
            run(f"sound.readWav({BYTES}, rate)", file=content, rate=rate)


def test_a_file_that_is_written_is_read_by_the_library(run: Run, tmp_path: object) -> None:
    x = np.append(np.random.default_rng(0).uniform(-1, 1, 1000), [2, -2])
    content = bytes(run("Array.from(new Uint8Array(sound.writeWav(x, 8000)))", x=x))
    with wave.open(io.BytesIO(content)) as file:
        assert file.getparams()[:4] == (1, 2, 8000, 1002)
        whole = np.frombuffer(file.readframes(1002), "<i2")
    np.testing.assert_allclose(whole[:1000] / 32768, x[:1000], atol=0.51 / 32768)
    assert whole[1000:].tolist() == [32767, -32768]


@pytest.mark.parametrize(("rate", "to"), [(48_000, 8000), (44_100, 16_000), (8000, 16_000)])
def test_another_rate_keeps_tones_and_drops_what_is_too_high(run: Run, rate: int, to: int) -> None:
    def tone(hertz: float, samples: int, rate: int) -> Array:
        return np.sin(2 * np.pi * hertz * np.arange(samples) / rate)

    script = "Array.from(sound.resample(x, rate, to))"
    found = np.array(run(script, x=tone(700, rate // 4, rate), rate=rate, to=to))
    assert len(found) == to // 4
    np.testing.assert_allclose(found[200:-200], tone(700, to // 4, to)[200:-200], atol=5e-3)
    if to < rate:
        high = run(script, x=tone(0.75 * to, rate // 4, rate), rate=rate, to=to)
        assert np.abs(high[200:-200]).max() < 5e-3


def test_block_by_block_is_as_in_one_piece(run: Run) -> None:
    x = np.random.default_rng(0).normal(size=5000)
    script = """(() => {
        const stream = new sound.Resampler(44100, 16000), found = [];
        for (let at = 0; at < x.length; at += 128) found.push(...stream.push(x.slice(at, at + 128)));
        return [...found, ...stream.finish()];
    })()"""
    whole = run("Array.from(sound.resample(x, 44100, 16000))", x=x)
    np.testing.assert_allclose(run(script, x=x)[: len(whole)], whole, atol=1e-12)


# The figure


def test_a_held_gate_changes_what_it_says(show: Open) -> None:
    figure = show("speech_detector")
    assert "The gate changes" not in figure.inner_text()
    figure.get_by_role("button", name="forget nothing").click()
    assert "The gate changes" in heard(figure)
    figure.get_by_label("six", exact=True).check()
    assert "A woman says: six." in heard(figure)


def test_the_sound_is_played_with_a_line_over_the_gates(show: Open) -> None:
    figure = show("speech_detector")
    still = drawn(figure)
    play = figure.get_by_role("button", name="Play")
    play.click()
    expect(figure.get_by_role("button", name="Stop")).to_be_visible()
    wait_until(
        figure.page,
        "([figure, still]) => [...figure.querySelectorAll('svg')].every("
        "(svg) => !still.includes(svg.innerHTML))",
        [figure.element_handle(), still],
    )
    figure.get_by_role("button", name="Stop").click()
    expect(play).to_be_visible()
    settle(figure)
    assert drawn(figure) == still


def test_without_motion_there_is_sound_and_no_moving_line(show: Open) -> None:
    figure = show("speech_detector", asked=False)
    page = figure.page
    page.emulate_media(reduced_motion="reduce")
    figure = show("speech_detector")
    still = drawn(figure)
    figure.get_by_role("button", name="Play").click()
    expect(figure.get_by_role("button", name="Stop")).to_be_visible()
    settle(figure)
    assert drawn(figure) == still
    figure.get_by_role("button", name="Stop").click()
    page.emulate_media(reduced_motion="no-preference")


def test_nothing_is_fetched_before_the_reader_asks(show: Open) -> None:
    figure = show("speech_detector", asked=False)
    asked: list[str] = []
    figure.page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    figure.get_by_role("button", name="forget nothing").click()
    settle(figure)
    assert not asked
    assert figure.get_by_role("button", name="Use the microphone").is_disabled()
    figure.locator(".lx-load").click()
    expect(figure.locator(".lx-load")).to_be_hidden()
    assert sorted(asked) == ["eight.wav", "seven.wav", "six.wav", "weasels.wav", "weights.npz"]
    assert WEIGHTS.stat().st_size <= 350_000


def loaded(page: Page) -> Locator:
    figure = open_figure(page, "speech_detector")
    figure.locator(".lx-load").click()
    expect(figure.locator(".lx-load")).to_be_hidden()
    return figure


def test_the_microphone_is_heard_live_and_nothing_leaves_the_page(with_device: Browser) -> None:
    page = with_device.new_context(permissions=["microphone"]).new_page()
    asked: list[str] = []
    figure = loaded(page)
    page.on("request", lambda request: asked.append(request.url))
    figure.get_by_role("button", name="Use the microphone").click()
    stop = figure.get_by_role("button", name="Stop listening")
    expect(stop).to_be_visible()
    assert figure.get_by_label("your microphone").is_checked()
    wait_until(
        page,
        "figure => /of (4|5|6|7|8|9)\\d chunks/.test(figure.innerText)",
        figure.element_handle(),
    )
    stop.click()
    expect(figure.get_by_role("button", name="Use the microphone")).to_be_visible()
    settle(figure)
    assert "What the microphone heard" in figure.inner_text()
    sound = figure.locator("svg").first.locator(".lx-line").first.get_attribute("d") or ""
    heights = {point.split()[1] for point in sound[1:].split("L")}
    assert len(heights) > 5, "the beeps of the device should be seen"
    figure.get_by_role("button", name="Play").click()
    expect(figure.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    assert not [url for url in asked if not url.startswith("blob:")]
    page.context.close()


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("() => {}", "The microphone was not allowed."),
        ("() => delete Navigator.prototype.mediaDevices", "this page has no access to one"),
        (
            "() => (navigator.mediaDevices.getUserMedia = "
            "() => Promise.reject(new DOMException('none', 'NotFoundError')))",
            "No microphone was found.",
        ),
    ],
)
def test_without_a_microphone_the_recordings_remain(
    with_device: Browser, script: str, said: str
) -> None:
    page = with_device.new_page()  # it may not use the microphone
    figure = loaded(page)
    page.evaluate(script)
    figure.get_by_role("button", name="Use the microphone").click()
    expect(figure.get_by_role("status").last).to_contain_text(said)
    expect(figure.get_by_role("status").last).to_contain_text("The recordings remain.")
    assert figure.get_by_label("a sentence").is_checked()
    expect(figure.get_by_role("button", name="Use the microphone")).to_be_enabled()
    page.close()
