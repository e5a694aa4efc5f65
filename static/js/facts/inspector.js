// Explains the part that is pointed at or selected, in words, numbers and two small pictures.

import { unfolded, withValue } from "../state/address.js";
import { copy } from "../shared/clipboard.js";
import { cuboids, scaleOf } from "./cuboids.js";
import { costs, facts, heading, number, standing, weights } from "./fact-list.js";
import { html } from "../shared/dom.js";
import { inBytes } from "./memory-panel.js";
import { inSeconds, total, traffic } from "../graph/roofline.js";
import { inputsOf, sizeOf } from "../graph/extent.js";
import { jumpOf } from "../graph/search.js";
import { field } from "./receptive-field.js";
import { between } from "../graph/graph.js";
import { torchOf } from "../graph/torch.js";
import { formulas } from "../graph/window.js";
import { identicalTo } from "../picture/picture.js";
import { drops, meeting, SHORTCUTS, unread, why } from "./reasons.js";
import { found, still } from "../shared/site.js";
import { shapeOf, shown, written } from "../graph/tensor.js";
import { t } from "../shared/messages.js";

/** @typedef {import("../graph/graph.js").Graph} Graph */
/** @typedef {import("../graph/graph.js").Op} Op */
/** @typedef {import("../graph/tensor.js").Input} Input */
/** @typedef {import("../graph/tensor.js").Tensor} Tensor */

/** @typedef {import("./fact-list.js").Fact} Fact */

/** Ops by their kind, in the words of the table of layers. @type {Record<string, string>} */
const KINDS = {
  conv: t("conv"),
  batch_norm: t("batch norm"),
  frozen_batch_norm: t("batch norm, frozen"),
  group_norm: t("group norm"),
  blur_pool: t("blur"),
  channel_conv: t("conv over channels"),
  relu: "ReLU",
  max_pool: t("max pool"),
  avg_pool: t("avg pool"),
  add: t("add"),
  linear: t("linear"),
  sigmoid: "sigmoid",
  pad: t("channels of zeros"),
  mul: t("channels weighted"),
};

export class Inspector {
  /** @param {HTMLElement} place @param {Graph} graph @param {(said: string) => void} say
   * @param {() => URL} address of what is shown */
  constructor(place, graph, say, address) {
    this.place = place;
    this.graph = graph;
    this.say = say;
    this.address = address;
    /** @type {Element | null} */
    this.part = null;
  }

  /** Explain a part of the picture, or nothing. @param {Element | null} part
   * @param {Input} input @param {string} [asked] the op or group to explain if the part stands for several */
  show(part, input, asked = "") {
    this.part = part;
    const own = part?.getAttribute("data-id") ?? "";
    const id = asked && this.graph.op.has(asked) === this.graph.op.has(own) ? asked : own;
    const body = part && this.explained(part, id, input);
    this.place.replaceChildren(...(body?.filter((child) => child !== null && child !== "") ?? []));
    this.place.parentElement?.classList.toggle("inspecting", Boolean(body));
  }

  /** @param {Element} part @param {string} id @param {Input} input */
  explained(part, id, input) {
    if (part.classList.contains("arrow")) return this.arrow(id, input, part);
    if (part.classList.contains("lane")) return this.op(id.replace(/ identity$/, ""), input);
    if (part.classList.contains("tensor")) return this.tensor(part, input);
    if (this.graph.group.has(id)) return this.group(id, input, part);
    return this.graph.op.has(id) ? this.op(id, input, part) : null;
  }

  /** @param {string} id @param {Input} input @param {Element} [part] that shows it */
  op(id, input, part) {
    const op = this.graph.op.get(id);
    if (!op) return null;
    const before = this.graph.entering(id);
    const line = torchOf(op);
    const cost = this.graph.cost(id, input);
    const blocks =
      op.block && part
        ? identicalTo(/** @type {SVGElement} */ (part).ownerSVGElement, op.block)
        : [];
    return [
      heading(
        KINDS[op.kind] ?? op.kind,
        op.role === "trunk"
          ? ""
          : op.role === "shortcut"
            ? t("on the shortcut")
            : t("on the residual branch"),
      ),
      this.copied(id.replace(/:\d+$/, "")), // of which call it is, PyTorch's path knows nothing
      line && this.copied(line),
      standing(blocks, id),
      op.kind === "add" ? meeting(before, input) : null,
      cuboids(
        [...before.slice(0, 1), op.output].map((tensor) => shapeOf(tensor, input)),
        scaleOf(this.graph, input),
      ),
      facts([
        [t("in"), before.map((tensor) => shown(shapeOf(tensor, input))).join(between(op))],
        [t("out"), shown(shapeOf(op.output, input))],
        ...formulas(this.graph, op, input).map(
          (text, axis, all) =>
            /** @type {Fact} */ ([
              all.length < 2 ? t("size") : axis ? t("width") : t("height"),
              text,
            ]),
        ),
        ...drops(op, before[0], input),
        ...unread(op),
        ...this.forms(op.output, input),
        ...costs(cost),
        ...this.memory(id, input),
        [t("receptive field"), this.sees(op, blocks)],
      ]),
      weights(op),
      field(op, input),
    ];
  }

  /** What an op or group takes of memory. @param {string} id @param {Input} input @returns {Fact[]} */
  memory(id, input) {
    const { memory } = this.graph;
    const ops = this.graph.members(id);
    const { savedBy, aliveBy } = memory.budget(input);
    const { weights, gradients, buffers, optimizer } = memory.atRest(ops, memory.setting);
    const saved = ops.reduce((all, op) => all + (savedBy.get(op.id) ?? 0), 0);
    const alive = Math.max(...ops.map((op) => aliveBy.get(op.id) ?? 0));
    const { setting, device } = memory;
    const { macs, moved, seconds, computing } = total(
      ops.map((op) => traffic(this.graph, op, input, setting.dtype, device)),
    );
    const bound = computing > seconds / 2 ? t("bound by arithmetic") : t("bound by memory");
    const rest = weights + gradients + buffers + optimizer;
    return [
      [t("memory at rest"), rest ? inBytes(rest) : ""],
      [t("kept for backward"), inBytes(saved)],
      [t("alive in inference"), inBytes(alive)],
      [t("operations per byte"), moved ? ((2 * macs) / moved).toFixed(1) : ""],
      [t("forward, at least"), moved ? `${inSeconds(seconds)} (${bound})` : ""],
    ];
  }

  /** The closed form of a tensor, and which inputs lead to its current size.
   * @param {Tensor} tensor @param {Input} input @returns {Fact[]} */
  forms(tensor, input) {
    if (!tensor.extents.length) return [];
    const ranges = tensor.extents
      .map((extent, axis) => {
        const range = inputsOf(extent, sizeOf(extent, axis ? input.width : input.height));
        if (!range) return "";
        const [least, most] = range;
        return least === most
          ? `${"HW"[axis]} ${least}`
          : t("{axis} {least} to {most}", { axis: "HW"[axis], least, most });
      })
      .filter(Boolean);
    /** @type {Fact} */
    const anyInput = [t("for any input"), written(tensor, input, true)];
    // Of a size that no single floor states, the inputs that share it aren't worked out here.
    if (tensor.extents.some(({ form }) => form)) return [anyInput];
    return [anyInput, [t("same for"), ranges.join(", ") || t("every input")]];
  }

  /** The receptive field of an op; of identical blocks that are drawn once, the last one has the largest.
   * @param {Op} op @param {string[]} [blocks] */
  sees(op, blocks = []) {
    if (!op.receptive_field) return t("all of the input");
    const jump = [...new Set(jumpOf(op))].join("×");
    const field = op.receptive_field.join("×");
    const own =
      jump === "1"
        ? t("{field}, stride 1", { field })
        : t("{field}, stride {jump} ({jump} image pixels per step)", { field, jump });
    const id = blocks[blocks.length - 1] ?? op.block;
    const last = this.graph.op.get(id + op.id.slice(op.block?.length));
    if (id === op.block || !last?.receptive_field) return own;
    return t("{own}; in {id}, {field}", { own, id, field: last.receptive_field.join("×") });
  }

  /** @param {string} id @param {Input} input @param {Element} part */
  group(id, input, part) {
    const group = /** @type {import("../graph/graph.js").Group} */ (this.graph.group.get(id));
    const last = /** @type {Op} */ (this.graph.last(id));
    const [entering] = this.graph.entering(id);
    const covers = identicalTo(/** @type {SVGElement} */ (part).ownerSVGElement, id);
    const pooled = this.graph.ops.some(
      (op) => op.block === id && op.role === "shortcut" && op.kind === "avg_pool",
    );
    const cost = this.graph.cost(id, input);
    const shapes = [entering, last.output].map((tensor) => shapeOf(tensor, input));
    const url = withValue(withValue(this.address(), "detail", ""), "focus", id);
    const focused = this.address().searchParams.get("focus") === id;
    const focus = focused ? null : html("a", { href: found(url).href }, t("Focus on {id}", { id }));
    const onward = [focus, this.folding(id, covers)].filter((link) => link !== null);
    return [
      heading(this.named(group), this.more(group)),
      this.copied(id),
      standing(covers, id),
      group.kind === "block" ? why(group, entering, last, input, pooled) : null,
      cuboids(shapes, scaleOf(this.graph, input)),
      facts([
        [t("in"), shown(shapes[0])],
        [t("out"), shown(shapes[1])],
        ...this.forms(last.output, input),
        ...costs(cost),
        ...this.memory(id, input),
        [t("receptive field"), this.sees(last, covers)],
      ]),
      onward.length ? html("p", { class: "onward" }, ...onward) : null,
      field(last, input),
    ];
  }

  /** @param {import("../graph/graph.js").Group} group */
  named({ kind, type, number }) {
    return kind === "block"
      ? type
      : kind === "stage"
        ? t("stage {number}", { number })
        : kind === "stem"
          ? t("stem")
          : t("head");
  }

  /** What a group's title leaves out. @param {import("../graph/graph.js").Group} group */
  more(group) {
    if (group.kind === "block") return SHORTCUTS[group.shortcut ?? "identity"];
    const blocks = this.graph.groups.filter(({ parent }) => parent === group.id).length;
    return [...group.names.slice(1), blocks ? `${blocks} × ${group.type}` : ""]
      .filter(Boolean)
      .join(" · ");
  }

  /** A link to draw identical blocks one by one, or once again.
   * @param {string} id @param {string[]} covers */
  folding(id, covers) {
    const folded = covers.length > 1;
    if (still) return null; // there are only pictures with identical blocks drawn once
    const to = unfolded(this.address(), id.split(".")[0], folded ? covers[0] : "");
    const text = folded
      ? t("show each of the {count}", { count: covers.length })
      : t("draw identical blocks once");
    return to && html("a", { href: to.href }, text);
  }

  /** The tensor of an ellipse or an arrow, which says the op that computes it: of a folded run, the
   * last block's.
   * @param {Element} part @param {Input} input */
  tensor(part, input) {
    const op = this.graph.op.get(part.getAttribute("data-origin") ?? "");
    if (!op) return null;
    const shape = shapeOf(op.output, input);
    return [
      heading(
        op.id === "input" ? t("input") : t("tensor"),
        op.id === "input" ? "" : t("output of {id}", { id: op.id }),
      ),
      cuboids([shape], scaleOf(this.graph, input)),
      facts([
        [t("shape"), shown(shape)],
        ...this.forms(op.output, input),
        [t("elements"), number(shape.reduce((all, side) => all * side, 1))],
        [t("receptive field"), op.id === "input" ? "" : this.sees(op)],
      ]),
      op.id === "input" ? null : field(op, input),
    ];
  }

  /** @param {string} id @param {Input} input @param {Element} part */
  arrow(id, input, part) {
    const [source, target] = id.split(">");
    const kind = part.classList.contains("identity")
      ? t("identity shortcut")
      : part.classList.contains("shortcut")
        ? t("shortcut")
        : part.classList.contains("residual")
          ? t("residual branch")
          : t("trunk");
    const [head, ...rest] = this.tensor(part, input) ?? [null];
    return (
      head && [heading(kind, `${source.replace("→", "")} → ${target.replace("→", "")}`), ...rest]
    );
  }

  /** A text that a click copies. @param {string} text */
  copied(text) {
    const button = html(
      "button",
      { type: "button", class: "copied", title: t("Copy") },
      html("code", {}, text),
    );
    button.addEventListener("click", async () => {
      await copy(text);
      this.say(t("Copied {text}", { text }));
    });
    return html("p", {}, button);
  }
}
