"""The figure of chapter 12 that reads a name: its network, its arithmetic, and odd texts."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from explorable_fixtures import CHAPTERS, Open, drawn, heard, open_figure, settle
from js_modules import Run, running
from playwright.sync_api import Browser, Error, Page, expect
from waiting import ask

from lstm_course.explorables import EXPLORABLES, bundle_module
from lstm_course.explorables.files import FILES, answer, write_files
from lstm_lib import lstm, network
from lstm_lib._validation import Array
from lstm_lib.network import Network
from lstm_lib.tasks import unicode_names
from lstm_lib.training import softmax
from lstm_lib.weights import LSTMWeights

RECORD = CHAPTERS / "records" / "spelling_network.npz"
NAMES = ["SQUARE WITH CONTOURED OUTLINE", "CJK RADICAL C-SIMPLIFIED 7", "A", ""]
NOTEBOOK = """async ([text, file]) => {
    const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    const widget = await import(url);
    document.querySelector("main").innerHTML = "<div id=cell></div>";
    const bytes = Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0));
    let hear;
    widget.default.render({
        el: document.querySelector("#cell"),
        model: {
            get: (key) => ({ state: {} })[key],
            on: (event, heard) => (hear = heard),
            send: (asked) => setTimeout(() => hear(asked, [new DataView(bytes.buffer)])),
        },
    });
}"""
UNPACKED = """async (file) => {
    const bytes = Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0));
    const arrays = await npz.readNpz(bytes.buffer);
    window.arrays = arrays;
    return Object.fromEntries(
        Object.entries(arrays).map(([name, { shape, data }]) => [name, [shape, Array.from(data)]]),
    );
}"""


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    with running(browser, "model/npz", "model/speller") as run:
        unpacked(run, RECORD.read_bytes())
        run("(window.net = speller.decodeSpeller(window.arrays), 0)")
        yield run


def unpacked(run: Run, file: bytes) -> dict[str, list[list[float]]]:
    found: dict[str, list[list[float]]] = run(f"({UNPACKED})(file)", file=b64encode(file).decode())
    return found


@pytest.fixture(scope="module")
def net() -> Network:
    with np.load(RECORD) as kept:
        W = kept["W"] * kept["W_scale"].astype(float)
        return Network([(LSTMWeights(W),)], kept["V"] * kept["V_scale"].astype(float))


def test_a_file_of_numpy_is_read_whole(run: Run) -> None:
    found = unpacked(run, RECORD.read_bytes())
    with np.load(RECORD) as kept:
        assert set(found) == set(kept)
        for name, array in kept.items():
            assert found[name] == [list(array.shape), array.ravel().tolist()]


@pytest.mark.parametrize("damage", ["cut short", "a bit", "another file"])
def test_a_damaged_file_is_refused(run: Run, damage: str) -> None:
    file = bytearray(RECORD.read_bytes())
    file[len(file) // 2] ^= 16
    damaged = {"cut short": file[:40_000], "a bit": file, "another file": b"<html>" * 9}[damage]
    with pytest.raises(Error, match=r"expected a whole \.npz file, got "):
        unpacked(run, bytes(damaged))


def test_another_record_is_refused(run: Run) -> None:
    kept = "W: arrays.W, W_scale: arrays.W_scale"
    for change, got in (("", "nothing"), (", V: arrays.W", "512×168")):
        with pytest.raises(Error, match=f"expected V of 39×129, got {got}"):
            run(f"speller.decodeSpeller({{ {kept}{change} }})")


@pytest.mark.parametrize("name", NAMES)
def test_reading_is_that_of_the_library(run: Run, net: Network, name: str) -> None:
    batch = unicode_names.encode([name])
    p = softmax(network.forward(net, batch.x).y[:, 0])
    layer = net.layers[0][0]
    found = run(
        "(({ cache, p, surprise }) => ({ p, surprise, unit: speller.traces(cache, 15) }))"
        "(speller.read(net, speller.toNumbers(name).numbers))",
        name=name,
    )
    np.testing.assert_allclose(found["p"], p, rtol=1e-9, atol=1e-15)
    surprise = -np.log2(p[np.arange(len(p)), batch.target[:, 0]])
    np.testing.assert_allclose(found["surprise"], surprise, rtol=1e-9)
    out = lstm.forward(layer, batch.x)
    np.testing.assert_allclose(found["unit"]["c"], out.c[:, 0, 15], rtol=1e-9, atol=1e-12)
    h = np.vstack([np.zeros((1, 128)), out.h[:-1, 0]])
    seen = np.hstack([np.ones((len(h), 1)), h, batch.x[:, 0]])
    for gate in "ifo":
        expected = 1 / (1 + np.exp(-seen @ getattr(layer, gate)[15]))
        np.testing.assert_allclose(found["unit"][gate], expected, rtol=1e-9)


def lengths(value: Callable[[Array], float], x: Array, at: int) -> Array:
    """The length of the gradient of value(x) with respect to each step of x, by differences."""
    found = np.zeros((at + 1, 39))
    for place in np.ndindex(found.shape):
        sides = []
        for move in (1e-5, -1e-5):
            moved = x.copy()
            moved[place[0], 0, place[1]] += move
            sides.append(value(moved))
        found[place] = (sides[0] - sides[1]) / 2e-5
    return np.linalg.norm(found, axis=1)


def test_influence_is_the_gradient_of_finite_differences(run: Run, net: Network) -> None:
    x, at, symbol, unit = unicode_names.encode(["A WITH DOT"]).x, 7, 30, 15

    def log_probability(x: Array) -> float:
        return float(np.log(softmax(network.forward(net, x[: at + 1]).y[at, 0])[symbol]))

    def cell(x: Array) -> float:
        return float(network.forward(net, x[: at + 1]).state[0][0].c[0, unit])

    names = {"at": at, "symbol": symbol, "unit": unit}
    cache = "speller.read(net, speller.toNumbers('A WITH DOT').numbers).cache"
    found = run(f"speller.influenceOnSymbol(net, {cache}, at, symbol)", **names)
    np.testing.assert_allclose(found, lengths(log_probability, x, at), rtol=1e-5, atol=1e-9)
    found = run(f"speller.influenceOnUnit(net, {cache}, at, unit)", **names)
    np.testing.assert_allclose(found, lengths(cell, x, at), rtol=1e-5, atol=1e-9)


def test_the_symbols_are_those_of_the_library(run: Run) -> None:
    assert run("speller.SYMBOLS") == unicode_names.SYMBOLS
    found = run("speller.toNumbers(text)", text="É-9,\n,")
    assert found == {"numbers": unicode_names.to_numbers("-9"), "unknown": ["É", ",", "\n"]}


def test_nothing_is_fetched_before_the_reader_asks(show: Open) -> None:
    asked: list[str] = []
    figure = show("spelling", asked=False)
    figure.page.on("request", lambda request: asked.append(request.url))
    figure.get_by_role("button", name="an emoji").click()
    settle(figure)
    assert "not loaded" in figure.inner_text()
    assert not asked
    figure.get_by_role("button", name="Load the network").click()
    expect(figure.locator(".lx-load")).to_be_hidden()
    assert [url.rpartition("/")[2] for url in asked] == ["spelling_network.npz"]
    assert "bits per character" in figure.inner_text()
    assert RECORD.stat().st_size < 150_000


def test_a_damaged_answer_gets_one_line_and_may_be_asked_for_again(show: Open) -> None:
    figure = show("spelling", asked=False)
    figure.page.route("**/*.npz", lambda route: route.fulfill(body=b"<html>"))
    button = figure.get_by_role("button", name="Load the network")
    button.click()
    said = figure.locator(".lx-said")
    expect(said).to_contain_text("could not be loaded (expected a whole .npz file")
    expect(said).to_contain_text("works without it")
    figure.page.unroute("**/*.npz")
    button.click()
    expect(button).to_be_hidden()


def test_a_lost_network_gets_one_line_and_may_be_asked_again(place: Page) -> None:
    figure = open_figure(place, "spelling")
    place.route("**/*.npz", lambda route: route.abort())
    button = figure.get_by_role("button", name="Load the network")
    button.click()
    said = figure.locator(".lx-said")
    expect(said).to_contain_text("could not be loaded (the network does not answer)")
    expect(said).to_contain_text("Press the button to try again")
    place.unroute("**/*.npz")
    button.click()
    expect(button).to_be_hidden()


def test_a_notebook_gets_the_file_from_python(show: Open) -> None:
    figure = show("spelling")
    expected = drawn(figure)
    file = b64encode(RECORD.read_bytes()).decode()
    ask(figure.page, NOTEBOOK, [bundle_module(EXPLORABLES["spelling"]), file])
    cell = figure.page.locator("#cell")
    cell.locator(".lx-load").click()
    expect(cell.locator(".lx-load")).to_be_hidden()
    assert drawn(cell) == expected


def test_python_sends_the_files_of_figures_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[dict[str, str], list[bytes]]] = []

    class Widget:
        def send(self, content: dict[str, str], buffers: list[bytes]) -> None:
            sent.append((content, buffers))

    name = "records/spelling_network.npz"
    monkeypatch.chdir(CHAPTERS)
    for asked in (name, "../LICENSE", "records/two_layers.npz"):
        answer(Widget(), {"file": asked}, [])
    assert [len(buffers) for _, buffers in sent] == [1, 0, 0]
    assert sent[0] == ({"file": name}, [RECORD.read_bytes()])


def test_the_files_go_with_their_licences(tmp_path: Path) -> None:
    write_files(CHAPTERS, tmp_path)
    for name in FILES:
        notes = sorted(path.name for path in (tmp_path / name).parent.glob("*[A-Z]*"))
        assert notes in (["LICENSE", "SOURCE.md"], ["ORIGIN.md"]), name
    with pytest.raises(FileNotFoundError):
        write_files(tmp_path / "records", tmp_path / "again")


def test_odd_texts_get_a_clear_line(show: Open) -> None:
    figure = show("spelling")
    field = figure.get_by_role("textbox")
    field.fill("")
    assert "0 of 0 characters" in heard(figure)
    assert "Nothing is typed yet" in figure.inner_text()
    assert "spelling.text=" in figure.page.url
    field.fill("größe, 5€")
    assert "7 of 7 characters" in heard(figure)
    assert "Left out: “Ö”, “,”, “€”" in figure.inner_text()
    field.fill("x" * 300)
    settle(figure)
    assert len(field.input_value()) == 80
    for code in "<b>&amp;</b>", "😀😀", "\n":
        field.fill(code)
        settle(figure)
    assert figure.locator("b").count() == 0


def test_a_tap_reads_up_to_that_character(show: Open) -> None:
    figure = show("spelling")
    figure.locator(".lx-cell").nth(4).click()
    assert "After “MUSI” came C" in heard(figure)
    figure.locator(".lx-cell").last.click()
    assert "came end" in heard(figure)


def test_an_unknown_kind_of_name_surprises_more(show: Open) -> None:
    figure = show("spelling")

    def bits() -> float:
        return float(figure.inner_text().partition("whole name: ")[2].split()[0])

    known = bits()
    figure.get_by_role("button", name="an emoji").click()
    settle(figure)
    assert bits() > 2 * known


def test_every_colour_is_another_picture(show: Open) -> None:
    figure = show("spelling")
    pictures = set()
    for radio in figure.get_by_role("radio").all():
        radio.check()
        settle(figure)
        pictures.add(drawn(figure))
    assert len(pictures) == figure.get_by_role("radio").count() == 7
