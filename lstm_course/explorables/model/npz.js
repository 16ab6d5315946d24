// NumPy's .npz files: a zip archive of arrays. Arrays of one type each, in C order.

const TYPES = { "|i1": Int8Array, "|u1": Uint8Array, "<f4": Float32Array, "<f8": Float64Array };
const [ENTRY, END] = [0x02014b50, 0x06054b50]; // signatures: in the list of contents, and after it
const TRAILER = 22; // bytes of the record after the list
const [STORED, DEFLATED] = [0, 8];

/** @typedef {{ shape: number[], data: Int8Array | Uint8Array | Float32Array | Float64Array }} Stored */

/**
 * The arrays of a file, by name.
 * @param {ArrayBuffer} file
 * @returns {Promise<Record<string, Stored>>}
 */
export async function readNpz(file) {
  const view = new DataView(file);
  const end = file.byteLength - TRAILER;
  if (end < 0 || view.getUint32(end, true) !== END) throw damaged("no list of contents at its end");
  /** @type {Record<string, Stored>} */
  const arrays = {};
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (at + 46 > end || view.getUint32(at, true) !== ENTRY) {
      throw damaged("a list that ends early");
    }
    const method = view.getUint16(at + 10, true);
    const [sum, size] = [view.getUint32(at + 16, true), view.getUint32(at + 20, true)];
    const [named, extra, note] = [28, 30, 32].map((k) => view.getUint16(at + k, true));
    const name = new TextDecoder().decode(new Uint8Array(file, at + 46, named));
    const local = view.getUint32(at + 42, true);
    const begin = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const packed = new Uint8Array(file, begin, size);
    const bytes = await unpacked(packed, method, name);
    if (crc32(bytes) !== sum) throw damaged(`${name} with another checksum`);
    arrays[name.replace(/\.npy$/, "")] = readNpy(bytes, name);
    at += 46 + named + extra + note;
  }
  return arrays;
}

/**
 * @param {Uint8Array<ArrayBuffer>} packed
 * @param {number} method
 * @param {string} name
 */
async function unpacked(packed, method, name) {
  if (method === STORED) return packed;
  if (method !== DEFLATED) throw damaged(`${name}, packed in another way`);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw damaged(`${name}, which cannot be unpacked`);
  }
}

/**
 * @param {Uint8Array} bytes
 * @param {string} name
 * @returns {Stored}
 */
function readNpy(bytes, name) {
  const size = bytes[8] + 256 * bytes[9];
  const header = new TextDecoder("latin1").decode(bytes.subarray(10, 10 + size));
  const type = /'descr': '([^']+)'/.exec(header)?.[1] ?? "";
  const shape = (/'shape': \(([^)]*)\)/.exec(header)?.[1].match(/\d+/g) ?? []).map(Number);
  if (!(type in TYPES) || !header.includes("'fortran_order': False")) {
    throw damaged(`${name} of type ${type || "unknown"}`);
  }
  const Kind = TYPES[/** @type {keyof typeof TYPES} */ (type)];
  const data = new Kind(bytes.slice(10 + size).buffer);
  if (data.length !== shape.reduce((a, b) => a * b, 1)) throw damaged(`${name} of another length`);
  return { shape, data };
}

/**
 * The checksum of zip archives.
 * @param {Uint8Array} bytes
 */
export function crc32(bytes) {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

/** @param {string} got */
const damaged = (got) => new RangeError(`expected a whole .npz file, got ${got}`);

/**
 * The array of this name and shape.
 * @param {Record<string, Stored>} arrays
 * @param {string} name
 * @param {number[]} shape
 */
export function expectArray(arrays, name, shape) {
  const got = Object.hasOwn(arrays, name) ? arrays[name].shape.join("×") : "nothing";
  const expected = shape.join("×");
  if (got !== expected) throw new RangeError(`expected ${name} of ${expected}, got ${got}`);
  return arrays[name].data;
}
