// A pickle read on inert values: nothing is called. It is the machine of checkpoint/unpickle.py, with
// the same bounds; tests/js/checkpoint/ and the browser tests hold both to the same files.

const MOST_STEPS = 800_000;
const DEEPEST = 1000;
const LONGEST_NUMBER = 255;
const LONGEST_LINE = 1000;

/** What is wrong with a file, as a sentence; `key` says which it is. */
export class Unreadable extends Error {}

/** The file ends within its index: more of it may have to be read. */
export class TooShort extends Unreadable {}

export class Global {
  /** @param {string} module @param {string} name */
  constructor(module, name) {
    this.module = module;
    this.name = name;
  }
}

export class Call {
  /** What a function would have given. @param {unknown} target @param {unknown} args */
  constructor(target, args) {
    this.target = target;
    this.args = args;
    /** @type {unknown} */
    this.state = null;
    /** @type {Map<unknown, unknown>} */
    this.items = new Map();
  }
}

export class Persistent {
  /** What the file keeps elsewhere. @param {unknown} id */
  constructor(id) {
    this.id = id;
  }
}

export class Tuple extends Array {}

/** @param {unknown[]} items */
const tuple = (items) => {
  const made = new Tuple();
  for (const item of items) made.push(item);
  return made;
};

const utf8 = new TextDecoder();
const latin1 = new TextDecoder("latin1");

/** Reads pickles one behind the other from some bytes. */
export class Machine {
  /** @param {Uint8Array} bytes @param {boolean} whole whether the file ends where they do */
  constructor(bytes, whole) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.whole = whole;
    this.at = 0;
    this.steps = 0;
    /** Whether an array of NumPy's is made in it. */
    this.makesArrays = false;
  }

  /** @param {number} length */
  take(length) {
    const end = this.at + length;
    if (!(end <= this.bytes.length)) throw new TooShort("cut");
    const taken = this.bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  /** The place of a number of so many bytes. @param {number} length */
  place(length) {
    const at = this.at;
    this.take(length);
    return at;
  }

  u8 = () => this.view.getUint8(this.place(1));
  u16 = () => this.view.getUint16(this.place(2), true);
  u32 = () => this.view.getUint32(this.place(4), true);
  i32 = () => this.view.getInt32(this.place(4), true);
  f64 = () => this.view.getFloat64(this.place(8));
  u64 = () => Number(this.view.getBigUint64(this.place(8), true));

  line() {
    const end = this.bytes.indexOf(10, this.at);
    if (end < 0 && this.bytes.length - this.at <= LONGEST_LINE) throw new TooShort("cut");
    if (end < 0 || end - this.at > LONGEST_LINE) throw new Unreadable("damaged");
    const text = utf8.decode(this.take(end - this.at));
    this.at++;
    return text;
  }

  /** A whole number; one that a double can't hold is of no use to us. @param {number} length */
  integer(length) {
    if (!(length >= 0 && length <= LONGEST_NUMBER)) throw new Unreadable("damaged");
    let value = 0n;
    const bytes = this.take(length);
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]);
    if (length && bytes[length - 1] & 0x80) value -= 1n << BigInt(8 * length);
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }

  /** The value of the next pickle. @returns {unknown} */
  load() {
    /** @type {unknown[]} */
    const stack = [];
    /** @type {number[]} */
    const marks = [];
    /** @type {Map<number, unknown>} */
    const memo = new Map();
    const pop = () => {
      if (!stack.length) throw new Unreadable("damaged");
      return stack.pop();
    };
    const top = () => {
      if (!stack.length) throw new Unreadable("damaged");
      return stack[stack.length - 1];
    };
    const sinceMark = () => {
      const place = marks.pop();
      if (place === undefined || place > stack.length) throw new Unreadable("damaged");
      return stack.splice(place);
    };
    /** @param {number} count */
    const last = (count) => {
      if (stack.length < count) throw new Unreadable("damaged");
      return tuple(stack.splice(stack.length - count));
    };
    /** @param {number} place */
    const get = (place) => {
      if (!memo.has(place)) throw new Unreadable("damaged");
      stack.push(memo.get(place));
    };
    /** @param {unknown[]} items */
    const setItems = (items) => {
      const target = top();
      const held = target instanceof Call ? target.items : target;
      if (!(held instanceof Map) || items.length % 2) throw new Unreadable("damaged");
      for (let i = 0; i < items.length; i += 2) {
        const key = items[i];
        if (typeof key === "string" || typeof key === "number") held.set(key, items[i + 1]);
      }
    };
    /** @param {unknown[]} items */
    const append = (items) => {
      const target = top();
      if (Array.isArray(target)) for (const item of items) target.push(item);
    };
    /** A name; NumPy's are noted. @param {string} module @param {string} name */
    const pushName = (module, name) => {
      this.makesArrays ||= module.startsWith("numpy") && name === "_reconstruct";
      stack.push(new Global(module, name));
    };
    const call = () => {
      const args = pop();
      stack.push(new Call(pop(), args));
    };
    for (;;) {
      if (++this.steps > MOST_STEPS) throw new Unreadable("large");
      const code = this.take(1)[0];
      // prettier-ignore
      switch (code) {
        case 0x2e: return pop(); // STOP
        case 0x80: this.take(1); break; // the protocol's number
        case 0x95: this.take(8); break; // the length of a frame
        case 0x4e: stack.push(null); break;
        case 0x88: stack.push(true); break;
        case 0x89: stack.push(false); break;
        case 0x29: stack.push(new Tuple()); break;
        case 0x5d: case 0x8f: stack.push([]); break;
        case 0x7d: stack.push(new Map()); break;
        case 0x4b: stack.push(this.u8()); break;
        case 0x4d: stack.push(this.u16()); break;
        case 0x4a: stack.push(this.i32()); break;
        case 0x8a: stack.push(this.integer(this.u8())); break;
        case 0x8b: stack.push(this.integer(this.i32())); break;
        case 0x47: stack.push(this.f64()); break;
        case 0x58: stack.push(utf8.decode(this.take(this.u32()))); break;
        case 0x8c: stack.push(utf8.decode(this.take(this.u8()))); break;
        case 0x8d: stack.push(utf8.decode(this.take(this.u64()))); break;
        case 0x55: stack.push(latin1.decode(this.take(this.u8()))); break;
        case 0x54: stack.push(latin1.decode(this.take(this.u32()))); break;
        case 0x43: stack.push(this.take(this.u8())); break;
        case 0x42: stack.push(this.take(this.u32())); break;
        case 0x8e: case 0x96: stack.push(this.take(this.u64())); break;
        case 0x28:
          if (marks.length === DEEPEST) throw new Unreadable("deep");
          marks.push(stack.length);
          break;
        case 0x74: stack.push(tuple(sinceMark())); break;
        case 0x6c: case 0x91: stack.push(sinceMark()); break;
        case 0x85: stack.push(last(1)); break;
        case 0x86: stack.push(last(2)); break;
        case 0x87: stack.push(last(3)); break;
        case 0x30: pop(); break;
        case 0x31: sinceMark(); break;
        case 0x32: stack.push(top()); break;
        case 0x71: memo.set(this.u8(), top()); break;
        case 0x72: memo.set(this.u32(), top()); break;
        case 0x94: memo.set(memo.size, top()); break;
        case 0x68: get(this.u8()); break;
        case 0x6a: get(this.u32()); break;
        case 0x63: pushName(this.line(), this.line()); break;
        case 0x93: {
          const name = pop();
          const module = pop();
          if (typeof name !== "string" || typeof module !== "string") throw new Unreadable("damaged");
          pushName(module, name);
          break;
        }
        case 0x52: case 0x81: call(); break;
        case 0x92: pop(); call(); break;
        case 0x62: {
          const state = pop();
          const made = top();
          if (made instanceof Call) made.state = state;
          break;
        }
        case 0x51: stack.push(new Persistent(pop())); break;
        case 0x61: append([pop()]); break;
        case 0x65: case 0x90: append(sinceMark()); break;
        case 0x73: { const value = pop(); setItems([pop(), value]); break; }
        case 0x75: setItems(sinceMark()); break;
        default: throw new Unreadable("foreign");
      }
    }
  }
}
