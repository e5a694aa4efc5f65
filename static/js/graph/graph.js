// A network: its ops and groups, and what follows from them at an input.

import { Memory } from "./memory.js";
import { fetchJSON } from "../shared/server.js";
import { shapeOf, shown } from "./tensor.js";
import { t } from "../shared/messages.js";
import { valueOf } from "./expression.js";

/** @typedef {import("./tensor.js").Tensor} Tensor */
/** @typedef {import("./tensor.js").Input} Input */
/** @typedef {{kernel: number, stride: number, padding: number, dilation: number, ceil?: boolean, same?: boolean}} Window */
/** @typedef {{id: string, kind: string, stage: string, block: string | null, role: string,
 *   inputs: string[], output: Tensor, in_channels: number, windows: [Window, Window] | null,
 *   groups: number, bias: boolean, parameters: number, macs_per_position: number,
 *   receptive_field: number[] | null, weights: Record<string, number[]>}} Op */
/** Two sizes that have to be equal at an op: what it is given, and what it takes.
 * @typedef {{op: string, given: string, taken: string}} Demand */
/** A condition under which the network does this.
 * @typedef {{left: string, relation: string, holds: boolean}} Guard */
/** What is in memory at each moment: the place of the op, count, unit, whether at every position, first
 * moment, last moment, and whether it is kept between the passes or computed again.
 * @typedef {[number, number, string, boolean, number, number, string]} Span */
/** @typedef {{inference: Span[], training: Span[], checkpointed: Span[]}} Spans */
/** @typedef {{id: string, kind: string, parent: string | null, type: string, number: number,
 *   names: string[], shortcut: string | null}} Group */
/** @typedef {{parameters: number, macs: number, activations: number,
 *   convFcActivations: number}} Cost */

const product = (/** @type {number[]} */ numbers) =>
  numbers.reduce((all, factor) => all * factor, 1);

/** The elements of one channel of one image; of all, where no dimension is the channels.
 * @param {Tensor} tensor @param {Input} input */
function areaOf(tensor, input) {
  const shape = shapeOf(tensor, input);
  if (!tensor.dims) return product(shape.slice(2));
  return product(shape) / input.batch / (tensor.channels || 1);
}

export class Graph {
  /** @param {{ops: Op[], groups: Group[], memory?: Spans, demands?: Demand[], guards?: Guard[],
   *   seen_at?: [number, number] | null}} answer of the API */
  constructor({ ops, groups, memory, demands = [], guards = [], seen_at = null }) {
    this.demands = demands;
    this.guards = guards;
    this.seenAt = seen_at;
    this.memory = new Memory(this, memory);
    this.ops = ops;
    this.groups = groups;
    // Equal tensors become one object: a network of 500 ops has about 20, each computed once.
    /** @type {Map<string, Tensor>} */
    const distinct = new Map();
    for (const op of ops) {
      const key = JSON.stringify([op.output.channels, op.output.extents, op.output.dims]);
      if (!distinct.has(key)) distinct.set(key, op.output);
      op.output = /** @type {Tensor} */ (distinct.get(key));
    }
    this.tensors = [...distinct.values()];
    /** Elements of one channel of one image, by tensor, for the input size `sized`.
     * @type {Map<Tensor, number>} */
    this.areas = new Map();
    this.sized = "";
    /** @type {Map<string, Op>} */
    this.op = new Map(ops.map((op) => [op.id, op]));
    /** @type {Map<string, Group>} */
    this.group = new Map(groups.map((group) => [group.id, group]));
    /** @type {Map<string, Op[]>} */
    this.inside = new Map([["network", ops.slice(1)]]);
    for (const op of ops.slice(1))
      for (const group of [op.stage, op.block]) {
        if (!group) continue;
        const there = this.inside.get(group);
        if (there) there.push(op);
        else this.inside.set(group, [op]);
      }
  }

  /** Whether the network does this at an input, and each shape is proven or was seen there.
   * @param {Input} input */
  holdsAt(input) {
    const sizes = sizesOf(input);
    const seen = !this.seenAt || this.seenAt.join() === [input.height, input.width].join();
    return (
      seen &&
      this.guards.every(
        ({ left, relation, holds }) => RELATIONS[relation](valueOf(left, sizes)) === holds,
      )
    );
  }

  /** The graph at an address of the API. @param {string} address */
  static async at(address) {
    return new Graph(await fetchJSON(address));
  }

  /** The ops of a group, of the network, or the op itself. @param {string} id */
  members(id) {
    const op = this.op.get(id);
    return op ? [op] : (this.inside.get(id) ?? []);
  }

  /** The op whose output leaves a group or an op. @param {string} id */
  last(id) {
    return this.members(id).at(-1);
  }

  /** The tensors that enter an op or a group.
   * @param {string} id @returns {Tensor[]} */
  entering(id) {
    const [first] = this.members(id);
    return first.inputs.map((source) => /** @type {Op} */ (this.op.get(source)).output);
  }

  /** What an op or group costs. @param {string} id @param {Input} input @returns {Cost} */
  cost(id, input) {
    const cost = { parameters: 0, macs: 0, activations: 0, convFcActivations: 0 };
    for (const op of this.members(id)) {
      const positions = input.batch * this.area(op.output, input);
      cost.parameters += op.parameters;
      if (op.output.dims) {
        const elements = product(shapeOf(op.output, input));
        if (op.kind === "linear") cost.macs += op.in_channels * elements;
        cost.activations += elements;
        continue;
      }
      // A transposed convolution uses its weights at each position of its input.
      const before = op.kind === "conv_transpose" && this.op.get(op.inputs[0])?.output;
      cost.macs +=
        op.macs_per_position * (before ? input.batch * this.area(before, input) : positions);
      const elements = op.output.channels * positions;
      cost.activations += elements;
      if (["conv", "conv_transpose", "linear"].includes(op.kind))
        cost.convFcActivations += elements;
    }
    return cost;
  }

  /** The elements of one channel of one image. @param {Tensor} tensor @param {Input} input */
  area(tensor, input) {
    const sized = `${input.height}x${input.width}`;
    if (sized !== this.sized) {
      this.sized = sized;
      for (const tensor of this.tensors) this.areas.set(tensor, areaOf(tensor, input));
    }
    return /** @type {number} */ (this.areas.get(tensor));
  }

  /** The ops that fail at this input, and why.
   * @param {Input} input @returns {Map<string, string>} */
  trouble(input) {
    const found = new Map();
    const all = this.tensors.every((tensor) => shapeOf(tensor, input).every((side) => side > 0));
    const clashes = this.demands.filter(
      ({ given, taken }) => valueOf(given, sizesOf(input)) !== valueOf(taken, sizesOf(input)),
    );
    if (all && !clashes.length) return found; // as ever in a ResNet
    const fits = (/** @type {Op | undefined} */ op) =>
      op && shapeOf(op.output, input).every((side) => side > 0);
    for (const op of this.ops) {
      const before = op.inputs.map((id) => this.op.get(id));
      if (!before.every(fits)) continue; // what follows has not failed by itself
      if (!fits(op)) {
        found.set(
          op.id,
          t("nothing of the input is left: {shape}", { shape: shown(shapeOf(op.output, input)) }),
        );
        continue;
      }
      const clash = clashes.find((each) => each.op === op.id);
      if (clash) found.set(op.id, clashText(op, clash, before, input));
    }
    return found;
  }
}

/** Why an op doesn't take what it is given.
 * @param {Op} op @param {Demand} clash @param {(Op | undefined)[]} before @param {Input} input */
function clashText(op, { given, taken }, before, input) {
  const [one, other] = before.map((source) => source && shown(shapeOf(source.output, input)));
  if (one && other && one !== other)
    return op.kind === "cat"
      ? t("can’t join {one} and {other}", { one, other })
      : t("can’t add {one} and {other}", { one, other });
  const sizes = sizesOf(input);
  return t("takes {taken} and gets {given}", {
    taken: valueOf(taken, sizes),
    given: valueOf(given, sizes),
  });
}

/** @param {Input} input */
const sizesOf = ({ height, width, batch }) => ({ N: batch, H: height, W: width });

/** @type {Record<string, (left: number) => boolean>} */
const RELATIONS = {
  "==": (left) => left === 0,
  "<": (left) => left < 0,
  "<=": (left) => left <= 0,
};

/** The sign between the tensors that an op takes. @param {Op} op */
export const between = (op) => (op.kind === "mul" ? " ⊗ " : " + ");
