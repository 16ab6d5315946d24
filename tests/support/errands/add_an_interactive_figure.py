"""What one gate writes, as a figure with two sliders."""

from __future__ import annotations

from pathlib import Path

from errands.edit import replace

SCRIPT = """\
// The written amount: an input gate times a candidate.

import { slider } from "../ui/controls.js";
import { explore, line } from "../ui/explorable.js";
import { formatNumber } from "../ui/format.js";

/** @import { Panel, State } from "../types.d.ts" */

const settings = {
  i: slider("input gate $i_t$", 0, 1, 0.5),
  g: slider("candidate $g_t$", -1, 1, 0.5),
};

/** @param {State<typeof settings>} state */
function values({ i, g }) {
  return { i, g, written: i * g };
}
/** @typedef {ReturnType<typeof values>} Values */

/** @returns {Panel<Values>} */
const product = () =>
  line(({ i, g, written }) =>
    `$i_t$ $g_t$ = ${formatNumber(i)} · ${formatNumber(g)} = ${formatNumber(written)}`
  );

/** @type {import("../types.d.ts").Explorable} */
export default {
  render(host) {
    explore(host, {
      name: "written",
      title: "How much one gate writes",
      settings,
      examples: { "all of it": { i: 1, g: 0.5 }, "nothing": { i: 0, g: 0.5 } },
      values,
      panels: [product()],
      say: (/** @type {Values} */ { written }) => `Written: ${formatNumber(written)}.`,
      tasks: [
        "Write nothing without moving the candidate.",
        "Write a negative amount.",
        "Write as much as possible.",
      ],
    });
  },
};
"""
TESTS = [
    *("tests/explorables/test_explore.py", "tests/explorables/test_explore_figures.py"),
    *("-k", "written"),
]


def perform(copy: Path) -> None:
    folder = copy / "lstm_course/explorables"
    (folder / "figures/written.js").write_text(SCRIPT, "utf-8")
    last = '    "shut_gates": "figures/shut_gates.js",\n'
    replace(folder / "bundle.py", last, f'{last}    "written": "figures/written.js",\n')
    with (copy / "chapters/playground.md").open("a", encoding="utf-8") as page:
        page.write("\nNow try the product of gate and candidate:\n\n```{explorable} written\n```\n")
