// What a network is: its ops and groups, and all that follows from them at one input.

import { sizeOf } from "./extent.js";
import { learned } from "../page/server.js";
import { shapeOf, shown } from "./tensor.js";
import { t } from "../page/messages.js";

/** @typedef {import("./tensor.js").Tensor} Tensor */
/** @typedef {import("./tensor.js").Input} Input */
/** @typedef {{kernel: number, stride: number, padding: number, dilation: number, ceil?: boolean}} Window */
/** @typedef {{id: string, kind: string, stage: string, block: string | null, role: string,
 *   inputs: string[], output: Tensor, in_channels: number, windows: [Window, Window] | null,
 *   groups: number, bias: boolean, parameters: number, macs_per_position: number,
 *   receptive_field: number[] | null}} Op */
/** @typedef {{id: string, kind: string, parent: string | null, type: string, number: number,
 *   names: string[], shortcut: string | null}} Group */
/** @typedef {{parameters: number, macs: number, activations: number}} Cost */

const product = (/** @type {number[]} */ numbers) => numbers.reduce((all, it) => all * it, 1);

export class Graph {
  /** @param {{ops: Op[], groups: Group[]}} answer of the API */
  constructor({ ops, groups }) {
    this.ops = ops;
    this.groups = groups;
    // Equal tensors become one: a network of 500 ops has some 20, and each is reckoned with once.
    /** @type {Map<string, Tensor>} */
    const distinct = new Map();
    for (const op of ops) {
      const key = JSON.stringify([op.output.channels, op.output.extents]);
      if (!distinct.has(key)) distinct.set(key, op.output);
      op.output = /** @type {Tensor} */ (distinct.get(key));
    }
    this.tensors = [...distinct.values()];
    /** Elements of one image's one channel, by tensor, for the input `sized`.
     * @type {Map<Tensor, number>} */
    this.areas = new Map();
    this.sized = "";
    /** @type {Map<string, Op>} */
    this.op = new Map(ops.map((op) => [op.id, op]));
    /** @type {Map<string, Group>} */
    this.group = new Map(groups.map((group) => [group.id, group]));
    /** The additions of two tensors that are not the same function of the input's size. */
    this.meetings = ops.filter(
      (op) => op.kind === "add" && new Set(op.inputs.map((id) => this.op.get(id)?.output)).size > 1,
    );
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

  /** The graph at an address of the API. @param {string} address */
  static async at(address) {
    return new Graph(await learned(address));
  }

  /** The ops of a group, of the network, or the op itself. @param {string} id */
  members(id) {
    const op = this.op.get(id);
    return op ? [op] : (this.inside.get(id) ?? []);
  }

  /** The op whose output leaves a group, an op or (with an arrow behind it) a tensor's source.
   * @param {string} id */
  last(id) {
    const name = id.replace(/→$/, "");
    return this.op.get(name) ?? this.members(name).at(-1);
  }

  /** The tensors that enter an op or a group.
   * @param {string} id @returns {Tensor[]} */
  entering(id) {
    const [first] = this.members(id);
    return first.inputs.map((source) => /** @type {Op} */ (this.op.get(source)).output);
  }

  /** What an op or group costs. @param {string} id @param {Input} input @returns {Cost} */
  cost(id, input) {
    const sized = `${input.height}x${input.width}`;
    if (sized !== this.sized) {
      this.sized = sized;
      for (const it of this.tensors) this.areas.set(it, product(shapeOf(it, input).slice(2)));
    }
    const cost = { parameters: 0, macs: 0, activations: 0 };
    for (const op of this.members(id)) {
      const positions = input.batch * /** @type {number} */ (this.areas.get(op.output));
      cost.parameters += op.parameters;
      cost.macs += op.macs_per_position * positions;
      cost.activations += op.output.channels * positions;
    }
    return cost;
  }

  /** Where an input of this size can't go on, and why.
   * @param {Input} input @returns {Map<string, string>} */
  trouble(input) {
    const found = new Map();
    const all = this.tensors.every((it) => shapeOf(it, input).every((side) => side > 0));
    if (all && !this.meetings.length) return found; // as ever in a ResNet
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
      const [one, other] =
        op.kind === "add" ? before.map((it) => it && shown(shapeOf(it.output, input))) : [];
      if (one && other && one !== other)
        found.set(op.id, t("can’t add {one} and {other}", { one, other }));
    }
    return found;
  }
}

/** The sign between the tensors that an op takes. @param {Op} op */
export const between = (op) => (op.kind === "mul" ? " ⊗ " : " + ");

/** How many elements a window covers, the dilation's gaps included. @param {Window} window */
export const spanOf = ({ kernel, dilation }) => dilation * (kernel - 1) + 1;

/** What the size formula's floor drops of n elements. @param {Window} window @param {number} n */
export const dropped = (window, n) =>
  window.ceil ? 0 : (n + 2 * window.padding - spanOf(window)) % window.stride;

/** The size formula with its numbers, as PyTorch documents it.
 * @param {Window} window @param {number} n elements that enter */
export function formula(window, n) {
  const { kernel, stride, padding, dilation, ceil } = window;
  const out = Math[ceil ? "ceil" : "floor"]((n + 2 * padding - spanOf(window)) / stride) + 1;
  const [left, right] = ceil ? "⌈⌉" : "⌊⌋";
  const span = dilation === 1 ? kernel : `${dilation}·(${kernel} − 1) − 1`;
  return `${left}(${n} + 2·${padding} − ${span}) / ${stride}${right} + 1 = ${out}`;
}

/** The size formula of an op for height, and for width where that differs.
 * @param {Graph} graph @param {Op} op @param {Input} input @returns {string[]} */
export function formulas(graph, op, input) {
  if (!op.windows) return [];
  const [before] = graph.entering(op.id);
  const sides = before.extents.map((it, axis) => sizeOf(it, axis ? input.width : input.height));
  return [...new Set(op.windows.map((window, axis) => formula(window, sides[axis])))];
}

/** The line of PyTorch that makes an op. @param {Op} op */
export function torchOf(op) {
  const both = (/** @type {"kernel" | "stride" | "padding" | "dilation"} */ name) => {
    const [height, width] = op.windows?.map((window) => window[name]) ?? [];
    return height === width ? `${height}` : `(${height}, ${width})`;
  };
  const given = (/** @type {"stride" | "padding" | "dilation"} */ name, usual = 0) =>
    both(name) === `${usual}` ? "" : `, ${name}=${both(name)}`;
  switch (op.kind) {
    case "conv":
      return (
        `nn.Conv2d(${op.in_channels}, ${op.output.channels}, kernel_size=${both("kernel")}` +
        `${given("stride", 1)}${given("padding")}${given("dilation", 1)}` +
        `${op.groups > 1 ? `, groups=${op.groups}` : ""}${op.bias ? "" : ", bias=False"})`
      );
    case "max_pool":
      return (
        `nn.MaxPool2d(${both("kernel")}, stride=${both("stride")}${given("padding")}` +
        `${given("dilation", 1)})`
      );
    case "batch_norm":
      return `nn.BatchNorm2d(${op.output.channels})`;
    case "relu":
      return "nn.ReLU(inplace=True)";
    case "avg_pool":
      if (op.windows)
        return `nn.AvgPool2d(${both("kernel")}, stride=${both("stride")}${given("padding")}${op.windows[0].ceil ? ", ceil_mode=True" : ""}, count_include_pad=False)`;
      return `nn.AdaptiveAvgPool2d((${op.output.extents.map((it) => it.a).join(", ")}))`;
    case "linear":
      return `nn.Linear(${op.in_channels}, ${op.output.channels}${op.bias ? "" : ", bias=False"})`;
    case "flatten":
      return "torch.flatten(x, 1)";
    case "sigmoid":
      return "nn.Sigmoid()";
    case "pad":
      return `nn.ZeroPad3d((0, 0, 0, 0, 0, ${op.output.channels - op.in_channels}))`;
    case "mul":
      return "out * weights";
    case "add":
      return "out += identity";
    default:
      return "";
  }
}
