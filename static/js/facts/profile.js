// The profile below the picture: resolution, channels and cost of each block.

import { html, svg } from "../shared/dom.js";
import { compact } from "../graph/numbers.js";
import { shapeOf, shown } from "../graph/tensor.js";
import { t } from "../shared/messages.js";

/** @typedef {import("../graph/graph.js").Graph} Graph */
/** @typedef {import("../graph/tensor.js").Input} Input */

const WIDE = 1000,
  HIGH = 46,
  GAP = 10;

export class Profile {
  /** @param {HTMLElement} place @param {Graph} graph @param {(id: string) => void} go */
  constructor(place, graph, go) {
    this.graph = graph;
    this.parts = graph.groups.filter(
      ({ kind }) => kind === "block" || kind === "stem" || kind === "head",
    );
    const stages = graph.groups.filter(({ kind }) => kind === "stage");
    const step = (WIDE - GAP * (stages.length + 1)) / this.parts.length;
    let gaps = 0,
      before = "";
    this.bars = this.parts.map((part, place) => {
      const stage = part.parent ?? part.id;
      if (place && stage !== before) gaps += GAP;
      before = stage;
      const bar = svg(
        "g",
        { class: part.kind, "data-id": part.id },
        svg("title"),
        svg("rect", {
          class: "hit",
          x: place * step + gaps,
          y: 0,
          width: step,
          height: 2 * HIGH + 4,
        }),
        svg("rect", { class: "map", x: place * step + gaps, width: Math.max(step - 2, 1) }),
        svg("rect", { class: "cost", x: place * step + gaps, width: Math.max(step - 2, 1) }),
      );
      bar.addEventListener("click", () => go(part.id));
      return bar;
    });
    this.centre = this.parts.map(
      (_, place) => Number(this.bars[place].querySelector(".hit")?.getAttribute("x")) + step / 2,
    );
    this.line = svg("path", { class: "channels" });
    this.marker = svg("rect", { class: "here", y: 0, height: 2 * HIGH + 4, hidden: "" });
    const drawing = svg(
      "svg",
      {
        viewBox: `0 0 ${WIDE} ${2 * HIGH + 4}`,
        preserveAspectRatio: "none",
        role: "img",
        "aria-label": t("Resolution, channels and MACs from the input to the output"),
      },
      this.marker,
      ...this.bars,
      this.line,
    );
    const key = html(
      "p",
      { class: "strip-key" },
      html("span", { class: "map" }, t("height (log)")),
      html("span", { class: "channels" }, t("channels (log)")),
      html("span", { class: "cost" }, "MACs"),
    );
    place.replaceChildren(drawing, key);
    place.classList.add("drawn");
  }

  /** @param {Input} input */
  update(input) {
    const ends = this.parts.map((part) =>
      shapeOf(
        /** @type {import("../graph/graph.js").Op} */ (this.graph.last(part.id)).output,
        input,
      ),
    );
    const macs = this.parts.map((part) => this.graph.cost(part.id, input).macs);
    const most = Math.max(...macs, 1);
    const top = Math.log2(Math.max(input.height, 2) + 1);
    const channels = ends.map((shape) => shape[1]);
    const wide = Math.log2(Math.max(...channels, 2));
    this.bars.forEach((bar, place) => {
      const [title, , map, cost] = bar.children;
      const high = (Math.log2((ends[place][2] ?? 1) + 1) / top) * HIGH;
      const much = (macs[place] / most) * HIGH;
      map.setAttribute("y", `${HIGH - high}`);
      map.setAttribute("height", `${Math.max(high, 1)}`);
      cost.setAttribute("y", `${HIGH + 4}`);
      cost.setAttribute("height", `${Math.max(much, 0.5)}`);
      title.textContent = t("{id}: {shape}, {macs} MACs", {
        id: this.parts[place].id,
        shape: shown(ends[place]),
        macs: compact(macs[place]),
      });
    });
    const way = channels.map(
      (count, place) => `${this.centre[place]} ${HIGH - (Math.log2(count) / wide) * (HIGH - 4)}`,
    );
    this.line.setAttribute("d", `M${way.join("L")}`);
  }

  /** Mark the blocks that are in sight. @param {Set<string>} ids */
  mark(ids) {
    const seen = this.bars.filter((_, place) => ids.has(this.parts[place].id));
    this.marker.toggleAttribute("hidden", !seen.length || seen.length === this.bars.length);
    if (!seen.length) return;
    const edge = (/** @type {Element} */ bar) =>
      Number(bar.querySelector(".hit")?.getAttribute("x"));
    const last = seen[seen.length - 1];
    const right = edge(last) + Number(last.querySelector(".hit")?.getAttribute("width"));
    this.marker.setAttribute("x", `${edge(seen[0])}`);
    this.marker.setAttribute("width", `${right - edge(seen[0])}`);
  }
}
