// The speech detector of chapter 14, alive: on recordings, on the microphone, and with a gate that is
// held by hand.

import { listen, RATE, UNITS } from "../model/speech_detector.js";
import { openMicrophone, playSound, whyNoMicrophone } from "../ui/audio.js";
import { choice, slider } from "../ui/controls.js";
import { createButton, createElement } from "../ui/dom.js";
import { explore } from "../ui/explorable.js";
import { loader } from "../ui/files.js";
import { formatNumber } from "../ui/format.js";
import { line, stickyGroup } from "../ui/panels.js";
import { prefersReducedMotion } from "../ui/player.js";
import { gates, memory, probability, sound, STEP } from "./detector_panels.js";
import { fetchAll, LiveSound } from "./detector_sound.js";

/** @import { Explorable, State } from "../types.d.ts" */
/** @import { Clip } from "./detector_sound.js" */
/** @import { Detector, Heard } from "../model/speech_detector.js" */

/** @type {Record<string, string>} */
const TRANSCRIPTS = {
  weasels: "A woman says: Weasels have eaten our phone system. Then silence.",
  six: "A woman says: six.",
  seven: "A woman says: seven.",
  eight: "A woman says: eight.",
  microphone: "What the microphone heard, at most six seconds of it.",
};

const settings = {
  clip: choice("sound", {
    weasels: "a sentence",
    six: "six",
    seven: "seven",
    eight: "eight",
    microphone: "your microphone",
  }, "weasels"),
  gate: choice("gate held by hand", {
    none: "none",
    i: "input gates $i$",
    f: "forget gates $f$",
    o: "output gates $o$",
  }, "none"),
  value: slider("held at", 0, 1, 0.5, 0.01),
  unit: slider("unit that is shown", 0, UNITS - 1, 79, 1),
};

const examples = {
  "as it is": { gate: "none" },
  "forget nothing": { gate: "f", value: 1 },
  "forget everything": { gate: "f", value: 0 },
  "write everything": { gate: "i", value: 1 },
};

/**
 * @param {State<typeof settings>} state
 * @param {number[]} envelope the largest sample of each chunk
 * @param {Heard[]} heard
 * @param {Heard[] | undefined} free with all gates as they are; undefined while listening
 * @param {number | undefined} playhead
 */
function values({ clip: name, gate, value, unit }, envelope, heard, free, playhead) {
  const called = heard.map((one) => one.probability > 0.5);
  const before = free?.map((one) => one.probability > 0.5);
  const differ = before && called.filter((one, t) => one !== before[t]).length;
  const speech = called.filter(Boolean).length;
  return { name, gate, value, unit, heard, free, envelope, playhead, differ, speech };
}
/** @typedef {ReturnType<typeof values>} Values */

/** @param {Values} values */
function told({ name, heard, speech, differ, gate }) {
  const what = TRANSCRIPTS[name];
  if (!heard.length) {
    return name === "microphone" ? "Nothing has been recorded yet." : `${what} Not loaded yet.`;
  }
  const seconds = formatNumber(speech * STEP, 3);
  const found = `${what} Called speech: ${speech} of ${heard.length} chunks, ${seconds} seconds.`;
  return gate === "none" || differ === undefined
    ? found
    : `${found} The gate changes ${differ} decisions.`;
}

/** @param {Values} values */
function say(values) {
  const { gate, value, unit } = values;
  const held = gate === "none"
    ? `no gate held, slider at ${value}`
    : `gates ${gate} held at ${value}`;
  return `${told(values)} Unit ${unit}, ${held}.`;
}

/** @type {Explorable} */
export default {
  render(host) {
    /** @type {Detector | undefined} */
    let detector;
    /** @type {Record<string, Clip | undefined>} */
    let clips = {};
    /** @type {LiveSound | undefined} */
    let live;
    /** @type {(() => void) | undefined} */
    let hush; // stops the microphone
    /** @type {ReturnType<typeof playSound> | undefined} */
    let playing;
    /** @type {State<typeof settings> | undefined} */
    let state;
    /** @type {{ key: string, clip?: Clip, heard: Heard[], free: Heard[] }} */
    let known = { key: "", heard: [], free: [] };

    /** @param {State<typeof settings>} now */
    function current(now) {
      state = now;
      if (live && hush && now.clip === "microphone") {
        return values(now, live.peaks, live.heard, undefined, undefined);
      }
      const clip = clips[now.clip];
      const key = [now.gate, now.gate === "none" ? "" : now.value].join();
      if (known.key !== key || known.clip !== clip) {
        const heardAt = (/** @type {string} */ gate) =>
          detector && clip ? listen(detector, clip.seen, { gate, value: now.value }) : [];
        known = { key, clip, heard: heardAt(now.gate), free: heardAt("none") };
      }
      return values(now, clip?.peaks ?? [], known.heard, known.free, playing?.seconds());
    }

    const load = loader({
      button: "Load the detector (400 kB)",
      before: "A network of 128 units that ships in real products, and four recordings.",
      after: "The detector is here. It hears with your computer; nothing leaves the page.",
      async load() {
        const names = Object.keys(TRANSCRIPTS).filter((name) => name !== "microphone");
        ({ detector, clips } = await fetchAll(host.model, names));
        for (const button of [play, microphone]) button.disabled = false;
        figure.draw();
        figure.settle();
      },
    });

    const status = createElement("span", { class: "lx-said", role: "status" });
    const play = createButton("Play", () => {
      if (playing) return playing.stop();
      const clip = state && clips[state.clip];
      if (!clip) return status.replaceChildren("There is nothing to play yet.");
      status.replaceChildren();
      playing = playSound(clip.x, RATE, () => {
        playing = undefined;
        play.textContent = "Play";
        figure.draw();
      });
      play.textContent = "Stop";
      if (!prefersReducedMotion()) requestAnimationFrame(follow);
    });
    const microphone = createButton("Use the microphone", async () => {
      if (hush) return rest();
      if (!detector) return;
      const heard = live = new LiveSound(detector);
      microphone.disabled = true;
      try {
        hush = await openMicrophone((block, rate) => {
          const { gate, value } = state ?? { gate: "none", value: 0 };
          if (hush) heard.push(block, rate, { gate, value });
        });
        microphone.textContent = "Stop listening";
        status.replaceChildren("Listening. Say something; the sound stays in this page.");
        figure.set({ clip: "microphone" });
        requestAnimationFrame(follow);
      } catch (error) {
        status.replaceChildren(`${whyNoMicrophone(error)} The recordings remain.`);
      }
      microphone.disabled = false;
    });
    for (const button of [play, microphone]) button.disabled = true;
    const buttons = createElement("div", { class: "lx-buttons" }, play, microphone, status);

    function rest() {
      hush?.();
      hush = undefined;
      clips.microphone = live?.clip();
      microphone.textContent = "Use the microphone";
      status.replaceChildren("Recorded. Play it, or hold a gate and hear what it decides.");
      figure.draw();
      figure.settle();
    }

    function follow() {
      if (!buttons.isConnected) hush?.();
      else if (playing || hush) {
        figure.draw();
        requestAnimationFrame(follow);
      }
    }

    const figure = explore(host, {
      name: "speech_detector",
      title: "Is somebody speaking?",
      settings,
      examples,
      values: current,
      panels: [
        stickyGroup(load, { element: buttons, update() {} }, line(told), sound(), probability()),
        gates(),
        memory(),
      ],
      say,
      tasks: [
        "Hold the forget gates at 1, at 0, and at values in between. When does it still work?",
        "Play the sentence and watch one unit. Does it follow the sound, or what has been said so far?",
        "Try to deceive it: whistle, clap, hum, play music. Which of its gates react?",
      ],
    });
  },
};
