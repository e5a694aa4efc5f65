// Whatever is pointed at or selected explains itself, in words, numbers and two small pictures.

import { withValue } from "./address.js";
import { cuboids } from "./cuboid.js";
import { html } from "./dom.js";
import { inputsOf, sizeOf } from "./extent.js";
import { field } from "./field.js";
import { compact, dropped, formulas, torchOf } from "./graph.js";
import { shapeOf, shown, written } from "./tensor.js";

/** @typedef {import("./graph.js").Graph} Graph */
/** @typedef {import("./graph.js").Op} Op */
/** @typedef {import("./tensor.js").Input} Input */
/** @typedef {import("./tensor.js").Tensor} Tensor */

export class Inspector {
  /** @param {HTMLElement} place @param {Graph} graph @param {(said: string) => void} say */
  constructor(place, graph, say) {
    this.place = place;
    this.graph = graph;
    this.say = say;
    /** @type {Element | null} */
    this.part = null;
  }

  /** Explain a part of the picture, or nothing. @param {Element | null} part
   * @param {Input} input */
  show(part, input) {
    this.part = part;
    const id = part?.getAttribute("data-id") ?? "";
    const body = part && this.explained(part, id, input);
    this.place.replaceChildren(...(body?.filter((it) => it !== null && it !== "") ?? []));
    this.place.parentElement?.classList.toggle("inspecting", Boolean(body));
  }

  /** @param {Element} part @param {string} id @param {Input} input */
  explained(part, id, input) {
    if (part.classList.contains("arrow")) return this.arrow(id, input, part);
    if (part.classList.contains("lane")) return this.op(id.replace(/ identity$/, ""), input);
    if (part.classList.contains("tensor")) return this.tensor(id, input);
    if (this.graph.group.has(id)) return this.group(id, input, part);
    return this.graph.op.has(id) ? this.op(id, input) : null;
  }

  /** @param {string} id @param {Input} input */
  op(id, input) {
    const op = this.graph.op.get(id);
    if (!op) return null;
    const before = this.graph.entering(id);
    const line = torchOf(op);
    const cost = this.graph.cost(id, input);
    return [
      heading(op.kind.replace("_", " "), op.role === "trunk" ? "" : op.role === "shortcut" ? "on the shortcut" : "on the residual branch"),
      this.copied(id),
      line && this.copied(line),
      op.kind === "add" ? this.meeting(op, before, input) : null,
      cuboids([...before.slice(0, 1), op.output].map((it) => shapeOf(it, input))),
      facts([
        ["in", before.map((it) => shown(shapeOf(it, input))).join(" + ")],
        ["out", shown(shapeOf(op.output, input))],
        ...formulas(this.graph, op, input).map((text, axis, all) =>
          /** @type {Fact} */ ([all.length < 2 ? "size" : ["height", "width"][axis], text])),
        ["dropped", drops(op, before[0], input)],
        ...this.forms(op.output, input),
        ["parameters", number(cost.parameters)],
        ["MACs", number(cost.macs)],
        ["activations", number(cost.activations)],
        ["receptive field", this.sees(op)],
      ]),
      field(op, input),
    ];
  }

  /** The closed form of a tensor, and which inputs end at the size it has now.
   * @param {Tensor} tensor @param {Input} input @returns {Fact[]} */
  forms(tensor, input) {
    if (!tensor.extents.length) return [];
    const ranges = tensor.extents.map((extent, axis) => {
      const range = inputsOf(extent, sizeOf(extent, axis ? input.width : input.height));
      return range ? `${"HW"[axis]} ${range[0] === range[1] ? range[0] : `${range[0]} to ${range[1]}`}` : "";
    });
    return [
      ["for any input", written(tensor, input, true)],
      ["same for", ranges.filter(Boolean).join(", ") || "every input"],
    ];
  }

  /** @param {Op} op */
  sees(op) {
    if (!op.receptive_field) return "all of the input";
    const jump = op.output.extents.map((extent) => extent.s);
    return `${op.receptive_field.join("×")}, one step ${jump.join("×")}`;
  }

  /** What meets at an addition, and why it can be added.
   * @param {Op} op @param {Tensor[]} before @param {Input} input */
  meeting(op, before, input) {
    const [one, other] = before.map((it) => shown(shapeOf(it, input)));
    return html("p", {}, `${one} from the residual branch and ${other} from the shortcut are added: ${one === other ? "equal, as at every input size" : "they differ"}.`);
  }

  /** @param {string} id @param {Input} input @param {Element} part */
  group(id, input, part) {
    const group = /** @type {import("./graph.js").Group} */ (this.graph.group.get(id));
    const [first] = this.graph.members(id);
    const last = /** @type {Op} */ (this.graph.last(id));
    const [entering] = this.graph.entering(id);
    const covers = part.getAttribute("data-covers")?.split(" ") ?? [id];
    const cost = this.graph.cost(id, input);
    const shapes = [entering, last.output].map((it) => shapeOf(it, input));
    const url = new URL(location.href);
    url.searchParams.delete("detail");
    url.searchParams.set("focus", id);
    return [
      heading(group.kind === "block" ? group.type : group.names[0].replace(/(\d)/, " $1"), this.more(group)),
      this.copied(id),
      covers.length > 1 ? html("p", {}, `Stands for ${covers.length} identical blocks: ${covers.join(", ")}. What follows is of one.`) : null,
      group.kind === "block" ? this.why(group, entering, last, first, input) : null,
      cuboids(shapes),
      facts([
        ["in", shown(shapes[0])],
        ["out", shown(shapes[1])],
        ...this.forms(last.output, input),
        ["parameters", number(cost.parameters)],
        ["MACs", number(cost.macs)],
        ["activations", number(cost.activations)],
        ["receptive field", this.sees(last)],
      ]),
      html("p", {}, html("a", { href: url.href }, `Focus on ${id}`), ...this.folding(id, covers)),
      field(last, input),
    ];
  }

  /** What a group's title leaves out. @param {import("./graph.js").Group} group */
  more(group) {
    if (group.kind === "block") return `${group.shortcut} shortcut`;
    const blocks = this.graph.groups.filter((it) => it.parent === group.id).length;
    return [...group.names.slice(1), blocks ? `${blocks} × ${group.type}` : ""].filter(Boolean).join(" · ");
  }

  /** A link to draw identical blocks one by one, or once again.
   * @param {string} id @param {string[]} covers @returns {(Node | string)[]} */
  folding(id, covers) {
    const url = new URL(location.href);
    const listed = (url.searchParams.get("unfold") ?? "").split(",").filter(Boolean);
    const stage = id.split(".")[0];
    const others = listed.filter((it) => !it.startsWith(`${stage}.`));
    if (covers.length < 2 && others.length === listed.length) return [];
    const unfold = covers.length > 1 ? [...listed, covers[0]] : others;
    const words = covers.length > 1 ? `show each of the ${covers.length}` : "draw identical blocks once";
    return [" · ", html("a", { href: withValue(url, "unfold", unfold.sort().join(",")).href }, words)];
  }

  /** What a block's shortcut is, and why.
   * @param {import("./graph.js").Group} group @param {Tensor} entering @param {Op} last
   * @param {Op} first @param {Input} input */
  why(group, entering, last, first, input) {
    const [before, after] = [entering, last.output].map((it) => shown(shapeOf(it, input)));
    if (group.shortcut === "identity")
      return html("p", {}, `At the ⊕ meet ${before}, as it entered, and ${after} from the residual branch. They are equal at every input, so nothing is on the shortcut.`);
    const halves = entering.extents.length && last.output.extents[0].s > entering.extents[0].s;
    return html("p", {}, `${before} enters, but the residual branch ends at ${after}. They can’t be added, so a 1×1 conv on the shortcut (PyTorch: downsample) changes ${entering.channels !== last.output.channels ? "the channels" : ""}${halves && entering.channels !== last.output.channels ? " and " : ""}${halves ? "the size" : ""}${halves ? "" : "; nothing is made smaller"}.`);
  }

  /** @param {string} id @param {Input} input */
  tensor(id, input) {
    const op = this.graph.last(id);
    if (!op) return null;
    const shape = shapeOf(op.output, input);
    return [
      heading(op.id === "input" ? "input" : "tensor", op.id === "input" ? "" : `output of ${op.id}`),
      cuboids([shape]),
      facts([
        ["shape", shown(shape)],
        ...this.forms(op.output, input),
        ["elements", number(shape.reduce((all, it) => all * it, 1))],
        ["receptive field", op.id === "input" ? "" : this.sees(op)],
      ]),
      op.id === "input" ? null : field(op, input),
    ];
  }

  /** @param {string} id @param {Input} input @param {Element} part */
  arrow(id, input, part) {
    const [source, target] = id.split(">");
    const kind = part.classList.contains("identity") ? "identity shortcut"
      : part.classList.contains("shortcut") ? "shortcut"
      : part.classList.contains("residual") ? "residual branch" : "trunk";
    const [head, ...rest] = this.tensor(source, input) ?? [null];
    return head && [heading(kind, `${source.replace("→", "")} → ${target.replace("→", "")}`), ...rest];
  }

  /** Text that one click copies. @param {string} text */
  copied(text) {
    const button = html("button", { type: "button", class: "copied", title: "Copy" }, html("code", {}, text));
    button.addEventListener("click", async () => {
      await copy(text);
      this.say(`Copied ${text}`);
    });
    return html("p", {}, button);
  }
}

/** @typedef {[string, string]} Fact */

/** @param {string} name @param {string} more */
const heading = (name, more) => html("h2", {}, name, more ? html("small", {}, ` ${more}`) : null);

/** @param {Fact[]} rows those without a text are left out */
const facts = (rows) =>
  html("dl", {}, ...rows.filter(([, text]) => text).flatMap(([name, text]) => [
    html("dt", {}, name), html("dd", { class: "code" }, text)]));

/** What the size formula's floor leaves out, and whether that is only padding.
 * @param {Op} op @param {Tensor} before @param {Input} input */
function drops(op, before, input) {
  const found = (op.windows ?? []).flatMap((window, axis) => {
    const count = dropped(window, sizeOf(before.extents[axis], axis ? input.width : input.height));
    if (!count) return [];
    const what = `${count} ${axis ? "column" : "row"}${count > 1 ? "s" : ""}`;
    return [`${what} at the far end, ${count > window.padding ? "of real data" : "only padding"}`];
  });
  return found.join("; ");
}

/** A number for people, with all its digits. @param {number} value */
const number = (value) =>
  value < 1000 ? (value ? `${value}` : "") : `${compact(value)} (${value.toLocaleString("en")})`;

/** Put a text on the clipboard, where the page is given one. @param {string} text */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = /** @type {HTMLTextAreaElement} */ (html("textarea", { class: "hidden" }));
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}
