// What a network takes of memory, in bytes. See app/resnet_atlas/facts/memory.

/** @typedef {import("./graph.js").Graph} Graph */
/** @typedef {import("./graph.js").Op} Op */
/** @typedef {import("./graph.js").Span} Span */
/** @typedef {import("./tensor.js").Input} Input */
/** How a network is trained, and the gigabytes of the card.
 * @typedef {{optimizer: string, dtype: string, checkpoint: boolean, card: number, device?: string}} Setting */
/** Bytes at each moment: once, and for each image.
 * @typedef {{once: Float64Array, each: Float64Array}} Moments */
/** Bytes by op, as far as they aren't 0. @typedef {Map<string, number>} ByOp */
/** @typedef {object} Budget
 * @property {number} weights
 * @property {number} gradients
 * @property {number} buffers
 * @property {number} optimizer
 * @property {number} saved what is kept between the forward and the backward pass
 * @property {number} temporary what is in use beside that at the peak
 * @property {number} training the sum of all of these
 * @property {number} peak the most bytes alive under no_grad
 * @property {string} peakAt the op that works at that moment
 * @property {number[]} timeline bytes beside those at rest, at each op forwards, then at each backwards
 * @property {ByOp} savedBy
 * @property {ByOp} aliveBy what is alive under no_grad while an op works */

export const GIGABYTE = 1e9;
export const CARDS = [8, 12, 16, 24, 40, 80];
export const LARGEST_SIDE = 4096;

/** Numbers that an optimizer keeps for each parameter. @type {Record<string, number>} */
export const OPTIMIZERS = { sgd: 0, momentum: 1, adam: 2, adamw: 2 };
const STEP = 4; // bytes of Adam's step counter, for each parameter tensor

/** Bytes of a parameter, and of a number that an op makes. @type {Record<string, [number, number]>} */
export const DTYPES = {
  float32: [4, 4],
  bfloat16: [2, 2],
  float16: [2, 2],
  autocast_bfloat16: [4, 2],
  autocast_float16: [4, 2],
};
const INDEX = 8;

/** @type {Setting} */
export const USUAL = {
  optimizer: "adamw",
  dtype: "float32",
  checkpoint: false,
  card: 8,
  device: "a100",
};

/** A setting as an address has it, what is usual left out: adam,bfloat16,checkpoint,24.
 * @param {Setting} setting */
export const writeSetting = ({ optimizer, dtype, checkpoint, card, device = USUAL.device }) =>
  [
    optimizer === USUAL.optimizer ? "" : optimizer,
    dtype === USUAL.dtype ? "" : dtype,
    checkpoint ? "checkpoint" : "",
    card === USUAL.card ? "" : `${card}`,
    device === USUAL.device ? "" : device,
  ]
    .filter(Boolean)
    .join(",");

/** The setting in an address; what is unknown there is as usual. @param {string} text @returns {Setting} */
export function readSetting(text) {
  const setting = { ...USUAL };
  for (const word of text.split(",")) {
    if (Object.hasOwn(OPTIMIZERS, word)) setting.optimizer = word;
    else if (Object.hasOwn(DTYPES, word)) setting.dtype = word;
    else if (word === "checkpoint") setting.checkpoint = true;
    else if (/^[a-z]{1,5}\d{1,5}$|^[\d.]+@[\d.]+$/.test(word)) setting.device = word;
    else setting.card = readCard(word) ?? setting.card;
  }
  return setting;
}

/** Gigabytes as people type them; null if they aren't any. @param {string} text */
export function readCard(text) {
  const card = /^\s*\d{1,5}(\.\d{1,3})?\s*$/.test(text) ? Number(text) : 0;
  return card >= 0.1 && card <= 10_000 ? card : null;
}

export class Memory {
  /** @param {Graph} graph @param {import("./graph.js").Spans} [spans] */
  constructor(graph, spans) {
    this.graph = graph;
    /** How the network is trained, unless a call says otherwise. */
    this.setting = USUAL;
    /** The device that it runs on. @type {import("./roofline.js").Device} */
    this.device = { float32: 1, half: 1, bandwidth: 1 };
    /** The last few budgets, by what they are of. @type {Map<string, Budget>} */
    this.budgets = new Map();
    /** @type {Map<Op, {tensors: number, numbers: number, counters: number}>} */
    this.owns = new Map();
    /** The moments of the last size of input. @type {{key: string, moments: Moments} | undefined} */
    this.last = undefined;
    this.spans = spans ?? { inference: [], training: [], checkpointed: [] };
    /** @type {Map<string, number>} */
    this.sides = new Map();
  }

  /** What some ops take at rest. @param {Op[]} ops @param {Setting} setting */
  atRest(ops, { optimizer, dtype }) {
    const [each] = DTYPES[dtype];
    let parameters = 0,
      tensors = 0,
      buffers = 0;
    for (const op of ops) {
      const own = this.owned(op);
      parameters += op.parameters;
      tensors += own.tensors;
      buffers += each * own.numbers + INDEX * own.counters;
    }
    const weights = each * parameters;
    const counters = optimizer.startsWith("adam") ? STEP * tensors : 0;
    const state = OPTIMIZERS[optimizer] * weights + counters;
    return { weights, gradients: weights, buffers, optimizer: state };
  }

  /** How many parameter tensors an op has, and what its buffers hold. @param {Op} op */
  owned(op) {
    const known = this.owns.get(op);
    if (known) return known;
    const own = { tensors: 0, numbers: 0, counters: 0 };
    for (const [name, shape] of Object.entries(op.weights ?? {})) {
      if (/\.(weight|bias)$/.test(name)) own.tensors++;
      else if (shape.length) own.numbers += shape.reduce((all, side) => all * side, 1);
      else own.counters++;
    }
    this.owns.set(op, own);
    return own;
  }

  /** All the sums at an input. @param {Input} input @param {Setting} [setting] @returns {Budget} */
  budget(input, setting = this.setting) {
    const key = [...Object.values(input), ...Object.values(setting)].join();
    const known = this.budgets.get(key);
    if (known) return known;
    if (this.budgets.size > 4) this.budgets.clear();
    const budget = this.computed(input, setting);
    this.budgets.set(key, budget);
    return budget;
  }

  /** @param {Input} input @param {Setting} setting @returns {Budget} */
  computed(input, setting) {
    const { graph } = this;
    const rest = this.atRest(graph.ops, setting);
    const { batch } = input;
    const spans = this.training(setting);
    /** @type {ByOp} */
    const savedBy = new Map();
    let saved = 0;
    for (const span of spans) {
      if (span[6] !== "kept") continue;
      const [once, each] = this.amount(span, input, setting);
      const { id } = graph.ops[span[0]];
      savedBy.set(id, (savedBy.get(id) ?? 0) + once + each * batch);
      saved += once + each * batch;
    }
    const layers = graph.ops.length - 1;
    const timeline = at(this.during(input, setting), batch);
    const most = Math.max(saved, ...timeline);
    const alive = at(this.moments(this.spans.inference, layers, input, setting), batch);
    const peak = Math.max(0, ...alive);
    const { weights, gradients, buffers, optimizer } = rest;
    return {
      ...rest,
      saved,
      temporary: most - saved,
      training: weights + gradients + buffers + optimizer + most,
      peak,
      peakAt: graph.ops[alive.indexOf(peak) + 1]?.id ?? "",
      timeline,
      savedBy,
      aliveBy: new Map(alive.map((bytes, place) => [graph.ops[place + 1].id, bytes])),
    };
  }

  /** The most images that training takes at once; 0 where not even one fits.
   * @param {number} gigabytes @param {Input} input @param {Setting} [setting] */
  largestBatch(gigabytes, input, setting = this.setting) {
    const room = Math.round(gigabytes * GIGABYTE) - this.rest(setting);
    const { once, each } = this.during(input, setting);
    let most = Infinity;
    each.forEach((bytes, moment) => {
      const left = room - once[moment];
      most = Math.min(most, bytes ? Math.floor(left / bytes) : left < 0 ? -1 : Infinity);
    });
    return Math.max(0, most);
  }

  /** The largest square input for a batch; 0 where there is none.
   * @param {number} gigabytes @param {number} batch @param {Setting} [setting] */
  largestSide(gigabytes, batch, setting = this.setting) {
    const key = [gigabytes, batch, ...Object.values(setting)].join();
    const known = this.sides.get(key);
    if (known !== undefined) return known;
    const room = Math.round(gigabytes * GIGABYTE) - this.rest(setting);
    const square = (/** @type {number} */ side) => ({ height: side, width: side, batch });
    let [least, most] = [0, LARGEST_SIDE];
    while (least < most) {
      const side = Math.ceil((least + most) / 2);
      const takes = Math.max(...at(this.during(square(side), setting), batch));
      if (takes <= room) least = side;
      else most = side - 1;
    }
    const side = least && !this.graph.trouble(square(least)).size ? least : 0;
    this.sides.set(key, side);
    return side;
  }

  /** The batch norms that see one value for each channel, and so refuse to train.
   * @param {Input} input @returns {string[]} */
  untrainable(input) {
    if (input.batch > 1) return [];
    return this.graph.ops
      .filter((op) => op.kind === "batch_norm" && this.graph.area(op.output, input) === 1)
      .map(({ id }) => id);
  }

  /** @param {Setting} setting */
  training({ checkpoint }) {
    return checkpoint ? this.spans.checkpointed : this.spans.training;
  }

  /** Bytes of the whole network at rest. @param {Setting} setting */
  rest(setting) {
    return Object.values(this.atRest(this.graph.ops, setting)).reduce((sum, part) => sum + part);
  }

  /** The bytes in use at each moment of a step of training, beside those at rest.
   * @param {Input} input @param {Setting} setting */
  during(input, setting) {
    const { height, width } = input;
    const key = [height, width, setting.dtype, setting.checkpoint].join();
    if (this.last?.key !== key) {
      const count = 2 * (this.graph.ops.length - 1);
      this.last = { key, moments: this.moments(this.training(setting), count, input, setting) };
    }
    return this.last.moments;
  }

  /** The bytes in use at each moment: once, and for each image.
   * @param {Span[]} spans @param {number} count @param {Input} input @param {Setting} setting
   * @returns {Moments} */
  moments(spans, count, input, setting) {
    const [once, each] = [new Float64Array(count + 1), new Float64Array(count + 1)];
    for (const span of spans) {
      const amount = this.amount(span, input, setting);
      const [first, last] = [span[4], span[5]];
      once[first] += amount[0];
      each[first] += amount[1];
      once[last + 1] -= amount[0];
      each[last + 1] -= amount[1];
    }
    for (let moment = 1; moment < count; moment++) {
      once[moment] += once[moment - 1];
      each[moment] += each[moment - 1];
    }
    return { once: once.subarray(0, count), each: each.subarray(0, count) };
  }

  /** Bytes of a span: once, and for each image.
   * @param {Span} span @param {Input} input @param {Setting} setting @returns {[number, number]} */
  amount([place, count, unit, mapped], input, { dtype }) {
    const [parameter, number] = DTYPES[dtype];
    const copy = parameter === number ? 0 : number;
    /** @type {Record<string, number>} */
    const sizes = { number, image: parameter, cast: copy, copy, statistic: 4, index: INDEX };
    const bytes = count * sizes[unit];
    return mapped ? [0, bytes * this.graph.area(this.graph.ops[place].output, input)] : [bytes, 0];
  }
}

/** Bytes at each moment for a batch. @param {Moments} moments @param {number} batch */
const at = ({ once, each }, batch) =>
  Array.from(each, (bytes, moment) => once[moment] + bytes * batch);
