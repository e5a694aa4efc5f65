// Arithmetic per byte of a forward pass, op by op. See app/resnet_atlas/facts/roofline.py.

import { DTYPES } from "./memory.js";

/** @typedef {import("./graph.js").Graph} Graph */
/** @typedef {import("./graph.js").Op} Op */
/** @typedef {import("./tensor.js").Input} Input */
/** Operations a second in fp32 and in bf16 or fp16, bytes a second.
 * @typedef {{float32: number, half: number, bandwidth: number}} Device */
/** @typedef {{macs: number, read: number, written: number, intensity: number, bound: "arithmetic" | "memory" | "", seconds: number}} Traffic */

const VIEWS = ["flatten", "input"];
const INDEX = 8;

/** What an op computes and moves, and the least time that takes.
 * @param {Graph} graph @param {Op} op @param {Input} input @param {string} dtype @param {Device} device
 * @returns {Traffic} */
export function traffic(graph, op, input, dtype, device) {
  if (VIEWS.includes(op.kind))
    return { macs: 0, read: 0, written: 0, intensity: 0, bound: "", seconds: 0 };
  const [, bytes] = DTYPES[dtype];
  const elements = (/** @type {Op} */ { output }) =>
    input.batch * output.channels * graph.area(output, input);
  const inputs = op.inputs.reduce(
    (sum, id) => sum + elements(/** @type {Op} */ (graph.op.get(id))),
    0,
  );
  const statistics = op.kind === "batch_norm" ? 2 * op.output.channels : 0;
  const made = elements(op);
  const read = bytes * (inputs + op.parameters + statistics);
  const written = bytes * made + (op.kind === "max_pool" ? INDEX * made : 0);
  const { macs } = graph.cost(op.id, input);
  const computing = (2 * macs) / (bytes === 4 ? device.float32 : device.half);
  const moving = (read + written) / device.bandwidth;
  return {
    macs,
    read,
    written,
    intensity: (2 * macs) / (read + written),
    bound: computing > moving ? "arithmetic" : "memory",
    seconds: Math.max(computing, moving),
  };
}

/** The sums of several ops. @param {Traffic[]} parts */
export function total(parts) {
  const sum = { macs: 0, moved: 0, seconds: 0, computing: 0, bound: 0 };
  for (const part of parts) {
    sum.macs += part.macs;
    sum.moved += part.read + part.written;
    sum.seconds += part.seconds;
    if (part.bound === "arithmetic") {
      sum.computing += part.seconds;
      sum.bound++;
    }
  }
  return sum;
}

/** A time with a unit: 1.23 ms. @param {number} seconds */
export function inSeconds(seconds) {
  const [unit, name] = seconds < 1e-3 ? [1e-6, "µs"] : seconds < 1 ? [1e-3, "ms"] : [1, "s"];
  return `${(seconds / unit).toFixed(2)} ${name}`;
}
