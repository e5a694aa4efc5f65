// A file of weights → the names and shapes of its tensors, some slices of it read: as
// checkpoint/reader.py does.

import { MOST_NAMES, isShape, weights } from "./contents.js";
import { foreign, foreignZip } from "./formats.js";
import { Machine, TooShort, Unreadable } from "./unpickle.js";

const LEGACY_MAGIC = 0x1950a86a20f9469cfc6cn;
const MOST_HEADER = 2 ** 22;
const MOST_INDEX = 2 ** 24;
const TAIL = 2 ** 16 + 22;
const FIRST_STEP = 2 ** 18;
const START = 512;

/** @typedef {import("./contents.js").Tensor} Tensor
 * @typedef {{format: string, tensors: Map<string, Tensor>, path: string[], module: string,
 *   size: number, read: number}} Checkpoint */

/** A file that is read here and there, no more of it than a bound allows. */
class Source {
  /** @param {Blob} file */
  constructor(file) {
    this.file = file;
    this.size = file.size;
    this.read = 0;
  }

  /** @param {number} start @param {number} length */
  async slice(start, length) {
    if (!(start >= 0 && length >= 0 && start + length <= this.size)) throw new Unreadable("cut");
    this.read += length;
    if (this.read > 2 * MOST_INDEX) throw new Unreadable("large");
    return new Uint8Array(await this.file.slice(start, start + length).arrayBuffer());
  }
}

/** What a file holds. @param {Blob} file @returns {Promise<Checkpoint>} */
export async function read(file) {
  const source = new Source(file);
  const start = await source.slice(0, Math.min(file.size, START));
  if (!start.length) throw new Unreadable("empty");
  const text = String.fromCharCode(...start);
  // First: the length of the header before it may be spelt PK, too.
  if (text[8] === "{") return readSafetensors(source, start);
  if (text.startsWith("PK")) return readZip(source);
  if (start[0] === 0x80) return readPickles(source);
  const end = await source.slice(Math.max(0, file.size - 8), Math.min(file.size, 8));
  throw new Unreadable(foreign(text, String.fromCharCode(...end)));
}

/** @param {Source} source @param {string} format @param {unknown} value @returns {Checkpoint} */
const holding = (source, format, value) => ({
  format,
  ...weights(value),
  size: source.size,
  read: source.read,
});

/** Run something on the start of a part of the file, on more of it if that was too little.
 * @template T @param {Source} source @param {number} start @param {number} end
 * @param {(machine: Machine) => T} run */
async function onStart(source, start, end, run) {
  const most = Math.min(end - start, MOST_INDEX);
  for (let length = Math.min(FIRST_STEP, most); ; length = Math.min(4 * length, most)) {
    const machine = new Machine(await source.slice(start, length), start + length === end);
    try {
      return run(machine);
    } catch (error) {
      if (error instanceof TooShort && length < most) continue;
      throw machine.makesArrays && start === 0 ? new Unreadable("numpy") : error;
    }
  }
}

/** @param {Source} source */
async function readPickles(source) {
  return onStart(source, 0, source.size, (machine) => {
    const value = machine.load();
    if (value !== LEGACY_MAGIC) return holding(source, "pickle", value);
    machine.load();
    machine.load();
    return holding(source, "legacy", machine.load());
  });
}

/** @param {Source} source */
async function readZip(source) {
  const tail = await source.slice(Math.max(0, source.size - TAIL), Math.min(source.size, TAIL));
  const { size, offset } = await directoryPlace(source, tail);
  if (size > MOST_INDEX) throw new Unreadable("large");
  const bytes = await source.slice(offset, size);
  const view = new DataView(bytes.buffer);
  /** @type {{name: string, method: number, size: number, offset: number} | null} */
  let member = null;
  /** @type {string[]} */
  const names = [];
  for (let at = 0; at + 46 <= size && view.getUint32(at, true) === 0x02014b50;) {
    const lengths = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + lengths[0]));
    names.push(name);
    if (name.endsWith("data.pkl") && (!member || name.length < member.name.length)) {
      let [length, start] = [view.getUint32(at + 24, true), view.getUint32(at + 42, true)];
      const extra = at + 46 + lengths[0];
      for (let place = extra; place + 4 <= Math.min(size, extra + lengths[1]);) {
        const kind = view.getUint16(place, true);
        let field = place + 4;
        if (kind === 1) {
          const next = () => {
            if (field + 8 > size) throw new Unreadable("cut");
            field += 8;
            return Number(view.getBigUint64(field - 8, true));
          };
          if (length === 0xffffffff) length = next();
          if (view.getUint32(at + 20, true) === 0xffffffff) next();
          if (start === 0xffffffff) start = next();
        }
        place += 4 + view.getUint16(place + 2, true);
      }
      member = { name, method: view.getUint16(at + 10, true), size: length, offset: start };
    }
    at += 46 + lengths[0] + lengths[1] + lengths[2];
  }
  if (!member) throw new Unreadable(foreignZip(names));
  if (member.method !== 0) throw new Unreadable("packed");
  const head = await source.slice(member.offset, 30);
  const local = new DataView(head.buffer);
  if (local.getUint32(0, true) !== 0x04034b50) throw new Unreadable("cut");
  const start = member.offset + 30 + local.getUint16(26, true) + local.getUint16(28, true);
  const end = Math.min(start + member.size, source.size);
  const code = `${member.name.slice(0, -"data.pkl".length)}code/`;
  const format = names.some((name) => name.startsWith(code)) ? "torchscript" : "zip";
  return onStart(source, start, end, (machine) => holding(source, format, machine.load()));
}

/** Where a zip lists what is in it. @param {Source} source @param {Uint8Array} tail */
async function directoryPlace(source, tail) {
  const view = new DataView(tail.buffer);
  let at = tail.length - 22;
  while (at >= 0 && view.getUint32(at, true) !== 0x06054b50) at--;
  if (at < 0) throw new Unreadable("cut");
  const place = { size: view.getUint32(at + 12, true), offset: view.getUint32(at + 16, true) };
  if (place.offset !== 0xffffffff && place.size !== 0xffffffff) return place;
  if (at < 20 || view.getUint32(at - 20, true) !== 0x07064b50) throw new Unreadable("cut");
  const large = await source.slice(Number(view.getBigUint64(at - 12, true)), 56);
  const fields = new DataView(large.buffer);
  if (fields.getUint32(0, true) !== 0x06064b50) throw new Unreadable("cut");
  return {
    size: Number(fields.getBigUint64(40, true)),
    offset: Number(fields.getBigUint64(48, true)),
  };
}

const SAFETENSORS = new Map(
  Object.entries({
    F64: "float64",
    F32: "float32",
    F16: "float16",
    BF16: "bfloat16",
    I64: "int64",
    I32: "int32",
    I16: "int16",
    I8: "int8",
    U8: "uint8",
    BOOL: "bool",
    F8_E4M3: "float8_e4m3fn",
    F8_E5M2: "float8_e5m2",
  }),
);

/** @param {Source} source @param {Uint8Array} start @returns {Promise<Checkpoint>} */
async function readSafetensors(source, start) {
  const length = Number(new DataView(start.buffer).getBigUint64(0, true));
  if (length > MOST_HEADER) throw new Unreadable("header");
  const text = new TextDecoder().decode(await source.slice(8, length));
  let header;
  try {
    header = JSON.parse(text);
  } catch {
    throw new Unreadable("damaged");
  }
  if (typeof header !== "object" || Array.isArray(header)) throw new Unreadable("damaged");
  const tensors = new Map();
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    if (!isShape(entry?.shape) || typeof entry.dtype !== "string") throw new Unreadable("damaged");
    tensors.set(name, {
      shape: entry.shape,
      dtype: SAFETENSORS.get(entry.dtype) ?? entry.dtype.toLowerCase().slice(0, 20),
    });
  }
  if (tensors.size > MOST_NAMES) throw new Unreadable("many");
  if (!tensors.size) throw new Unreadable("none");
  return {
    format: "safetensors",
    tensors,
    path: [],
    module: "",
    size: source.size,
    read: source.read,
  };
}
