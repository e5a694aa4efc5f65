// The address as memory: written once nothing has changed for a moment, and read again.

import { PICTURE, readSize, tidy, withInput, withValue, writeSize } from "../state/address.js";
import { byId } from "../page/dom.js";
import { USUAL } from "./form.js";
import { carryViews } from "../page/links.js";
import { Settled } from "../state/debounce.js";
import { found, still } from "../page/site.js";
import { beforeLanguage, carryLanguage, t } from "../page/messages.js";

/** @typedef {import("./explorer.js").Explorer} Explorer */

const FIELDS = [...PICTURE, ...Object.keys(USUAL), "detail"];

export class Memory {
  /** @param {Explorer} explorer */
  constructor(explorer) {
    this.explorer = explorer;
    this.settled = new Settled(() => this.write());
    beforeLanguage(() => this.flush(), explorer.ends.signal);
  }

  /** Write what is seen now, soon. */
  remember() {
    this.settled.wait();
  }

  /** Write what is still to be written: the page will be another one. */
  flush() {
    this.settled.flush();
  }

  /** Forget what was to be written: the page is another one now. */
  drop() {
    this.settled.drop();
  }

  /** What the server draws stands in the query, what the script adds to that in the fragment. */
  write() {
    const {
      explorer: { camera, graph, selection, by, url },
    } = this;
    const state = [];
    if (selection.id) state.push(`select=${selection.id}`);
    if (by) state.push(`heat=${by}`);
    // A link moves the picture to what it selects, unless it says where that is seen.
    if (!camera.atHome || selection.off) state.push(`zoom=${camera.aimed}`);
    url.hash = graph ? state.join("&") : location.hash; // what is yet to be taken up stays
    history.replaceState(null, "", found(url).href.replace(/#$/, ""));
    this.carry();
  }

  /** Take up what the fragment says. */
  restore() {
    const { explorer } = this;
    const hash = location.hash.slice(1);
    const bare = hash !== "" && !hash.includes("=");
    if (bare && byId(hash) && !explorer.graph?.op.has(hash)) return; // a place on the page
    const state = new URLSearchParams(bare ? `select=${hash}` : hash);
    explorer.selection.select(state.get("select"), false);
    // A link that names but a layer leads to its row, where there are no scripts; here to the picture.
    if (bare) scrollTo(0, 0);
    const chooser = /** @type {HTMLSelectElement | null} */ (byId("heat"));
    const by = bare ? explorer.by : (state.get("heat") ?? "");
    if (chooser) chooser.value = by;
    if (chooser?.selectedIndex === -1) chooser.value = "";
    explorer.colour(chooser?.value ?? "");
    if (!bare) explorer.camera.jump(explorer.camera.place);
    const aim = state.get("zoom") ?? "";
    const aimed = explorer.camera.takeAim(aim);
    if (!aimed && explorer.selection.id) explorer.selection.show(explorer.selection.id);
    /** @type {[string, string, boolean][]} */
    const said = [
      ["select", state.get("select") ?? "", Boolean(explorer.selection.id)],
      ["heat", by, Boolean(explorer.by)],
      ["zoom", aim, aimed],
    ];
    // A fragment without a name may be of any part of the page.
    const lost =
      explorer.graph && !byId(hash) ? said.filter(([, text, used]) => text && !used) : [];
    if (lost.length)
      explorer.say(
        t("Not in this picture: {what}", {
          what: lost
            .map(([name, text]) => `${name}=${text}`)
            .join(", ")
            .slice(0, 200),
        }),
      );
  }

  /** Let every link and the form lead to what is seen now. */
  carry() {
    const {
      explorer: { root, url, input },
    } = this;
    carryViews(root, url);
    for (const link of still ? [] : root.querySelectorAll(".trail a, .against a")) {
      // what is open stays so there
      const to = new URL(/** @type {HTMLAnchorElement} */ (link).href);
      if (to.hash) continue;
      for (const name of PICTURE) to.searchParams.set(name, url.searchParams.get(name) ?? "");
      const { pathname, search } = tidy(to);
      link.setAttribute("href", pathname + search);
    }
    for (const link of root.querySelectorAll("[data-base]")) {
      const base = link.getAttribute("data-base") ?? "";
      // A file has no language.
      const { search } = base.startsWith("/diagrams/") ? withValue(url, "lang", "") : url;
      link.setAttribute("href", base + search);
    }
    carryLanguage(url);
    for (const link of root.querySelectorAll("[data-layers], [data-verify]")) {
      const to = new URL(/** @type {HTMLAnchorElement} */ (link).href);
      to.searchParams.set("size", writeSize(input));
      if (link.hasAttribute("data-layers")) to.searchParams.set("batch", `${input.batch}`);
      link.setAttribute("href", to.pathname + to.search);
    }
    for (const preset of root.querySelectorAll("a[data-size]")) {
      const size = readSize(preset.getAttribute("data-size") ?? "");
      if (size)
        preset.setAttribute(
          "href",
          found(withInput(url, { ...input, ...size })).href.replace(/#.*/, ""),
        );
    }
    for (const name of FIELDS) {
      const field = /** @type {HTMLInputElement | null} */ (
        root.querySelector(`form [name=${name}]`)
      );
      if (field) field.value = url.searchParams.get(name) ?? USUAL[name] ?? "";
    }
  }
}
