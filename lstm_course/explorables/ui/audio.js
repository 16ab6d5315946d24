// Sound that is heard, and the microphone. Nothing that comes in leaves the page.

// A processor of audio runs apart from the page and hands over what it gets, block by block.
const PROCESSOR = `registerProcessor("listener", class extends AudioWorkletProcessor {
  process([[channel]]) {
    if (channel) this.port.postMessage(channel.slice());
    return true;
  }
});`;

/**
 * Play a sound.
 * @param {ArrayLike<number>} x
 * @param {number} rate samples per second
 * @param {() => void} ended called when it is over or has been stopped
 */
export function playSound(x, rate, ended) {
  const context = new AudioContext();
  const buffer = context.createBuffer(1, x.length, rate);
  buffer.copyToChannel(Float32Array.from(x), 0);
  const source = new AudioBufferSourceNode(context, { buffer });
  source.connect(context.destination);
  source.addEventListener("ended", () => {
    context.close();
    ended();
  });
  source.start();
  const started = context.currentTime;
  return { seconds: () => context.currentTime - started, stop: () => source.stop() };
}

/**
 * Ask for the microphone, and hand over what it hears.
 * @param {(block: Float32Array, rate: number) => void} heard
 * @returns {Promise<() => void>} stops it
 */
export async function openMicrophone(heard) {
  if (!navigator.mediaDevices || !globalThis.AudioWorkletNode) {
    throw new Error("this page has no access to one");
  }
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
  const context = new AudioContext();
  const stop = () => {
    stream.getTracks().forEach((track) => track.stop());
    context.close();
  };
  const address = URL.createObjectURL(new Blob([PROCESSOR], { type: "text/javascript" }));
  try {
    await context.audioWorklet.addModule(address);
    const listener = new AudioWorkletNode(context, "listener");
    listener.port.onmessage = ({ data }) => heard(data, context.sampleRate);
    context.createMediaStreamSource(stream).connect(listener).connect(context.destination);
  } catch (error) {
    stop();
    throw error;
  } finally {
    URL.revokeObjectURL(address);
  }
  return stop;
}

/**
 * A sentence about a microphone that did not open.
 * @param {unknown} error
 */
export function whyNoMicrophone(error) {
  const { name, message } = /** @type {Error} */ (error);
  if (name === "NotAllowedError") return "The microphone was not allowed.";
  if (name === "NotFoundError") return "No microphone was found.";
  return `The microphone cannot be used (${message || name}).`;
}
