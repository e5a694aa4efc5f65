// The network's source beside its picture: the lines of what is selected, the ops of a line, and
// lines to paste.

import { copy } from "../shared/clipboard.js";
import { html } from "../shared/dom.js";
import { t } from "../shared/messages.js";

/** @typedef {{init: number[], forward: number[]}} Place
 * @typedef {{source: string, places: Record<string, Place>}} Code
 * @typedef {{purpose: string, words: string, code: string}} Usage */

const TOKENS =
  /(#.*|""".*?"""|"[^"]*")|\b(class|def|return|import|from|for|in|if|else|is|None|not|with|self|lambda)\b|\b(\d+(?:\.\d+)?)\b/g;

export class CodePanel {
  /** @param {HTMLElement} place the panel, which says when it is shown @param {AbortSignal} signal
   * @param {(ids: string[]) => void} light shows ops in the picture
   * @param {(text: string) => void} say */
  constructor(place, signal, light, say) {
    this.place = place;
    this.light = light;
    this.say = say;
    this.at = "";
    this.purpose = "output";
    /** @type {Code | null} */
    this.code = null;
    /** @type {Map<string, Promise<Usage[]>>} */
    this.usages = new Map();
    this.uses = html("div", { class: "uses" });
    this.listing = html("ol", { class: "code listing", "aria-label": t("Source") });
    place.append(this.uses, this.listing);
    place.addEventListener("shown", () => void this.open(), { signal });
  }

  async open() {
    if (!this.code) {
      const code = await fetched(this.place.dataset.code ?? "");
      if (!code) return this.say(t("The server does not answer."));
      this.code = code;
      this.list(code);
    }
    await this.follow(this.at);
  }

  /** Write the source, a button for each line that has ops. @param {Code} code */
  list({ source, places }) {
    /** @type {Map<number, Set<string>>} */
    const ids = new Map();
    for (const [id, { init, forward }] of Object.entries(places))
      for (const line of [...init, ...forward]) ids.set(line, (ids.get(line) ?? new Set()).add(id));
    const lines = source.trimEnd().split("\n");
    this.listing.replaceChildren(
      ...lines.map((text, index) => {
        const own = [...(ids.get(index + 1) ?? [])];
        if (!own.length) return html("li", {}, ...coloured(text));
        const button = html("button", { type: "button" }, ...coloured(text));
        button.addEventListener("click", () => this.light(own));
        return html("li", {}, button);
      }),
    );
  }

  /** Show the lines of what is selected, and those to paste. @param {string} id */
  async follow(id) {
    this.at = id;
    if (!this.place.classList.contains("open") || !this.code) return;
    const place = this.code.places[id];
    const rows = [...this.listing.children];
    for (const row of rows) row.classList.remove("lit");
    for (const line of [...(place?.init ?? []), ...(place?.forward ?? [])])
      rows[line - 1]?.classList.add("lit");
    const first = /** @type {HTMLElement | undefined} */ (rows[(place?.init[0] ?? 0) - 1]);
    if (first) this.listing.scrollTop = first.offsetTop - this.listing.clientHeight / 3;
    if (!id) {
      this.uses.replaceChildren(
        html("p", { class: "note" }, t("Select a part of the picture for lines to paste.")),
      );
      return;
    }
    if (!this.usages.has(id))
      this.usages.set(
        id,
        fetched(`${this.place.dataset.usage}${encodeURIComponent(id)}`).then(
          (answer) => answer?.usages ?? [],
        ),
      );
    const usages = (await this.usages.get(id)) ?? [];
    if (this.at === id) this.write(usages);
  }

  /** @param {Usage[]} usages */
  write(usages) {
    if (!usages.length) return this.uses.replaceChildren();
    const select = /** @type {HTMLSelectElement} */ (
      html(
        "select",
        { id: "purpose" },
        ...usages.map(({ purpose }) => html("option", { value: purpose }, PURPOSES[purpose])),
      )
    );
    const lines = html("pre", { class: "code", tabindex: 0, role: "region" });
    lines.setAttribute("aria-label", t("Lines to paste"));
    const show = () => {
      const chosen = usages.find(({ purpose }) => purpose === this.purpose) ?? usages[0];
      select.value = chosen.purpose;
      lines.replaceChildren(
        ...chosen.code.split("\n").flatMap((line) => [...coloured(line), "\n"]),
      );
    };
    select.addEventListener("change", () => {
      this.purpose = select.value;
      show();
    });
    const button = html("button", { type: "button", class: "button" }, t("Copy"));
    button.addEventListener("click", async () => {
      await copy(lines.textContent?.trimEnd() ?? "");
      this.say(t("Copied."));
    });
    show();
    const label = html("label", { for: "purpose" }, t("{id}: lines to", { id: this.at }));
    this.uses.replaceChildren(label, select, button, lines);
  }
}

/** What lines are for. @type {Record<string, string>} */
const PURPOSES = {
  output: t("take its output"),
  hook: t("take its output by a hook"),
  timm: t("take its output from timm’s network"),
  gradcam: t("show what it looks at (Grad-CAM)"),
  freeze: t("freeze up to here"),
  replace: t("put another layer in its place"),
};

/** An answer of the API; null if there is none. @param {string} address */
async function fetched(address) {
  const answer = await fetch(address).catch(() => null);
  return answer?.ok ? answer.json() : null;
}

/** A line of Python, its parts marked for colours. @param {string} text @returns {Node[]} */
function coloured(text) {
  const parts = [];
  let at = 0;
  for (const found of text.matchAll(TOKENS)) {
    const kind = found[1] ? (found[1][0] === "#" ? "c" : "s") : found[2] ? "k" : "n";
    parts.push(document.createTextNode(text.slice(at, found.index)));
    parts.push(html("span", { class: kind }, found[0]));
    at = found.index + found[0].length;
  }
  parts.push(document.createTextNode(text.slice(at) || (parts.length ? "" : "\u200b")));
  return parts;
}
