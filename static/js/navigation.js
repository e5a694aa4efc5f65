// From one address to the next without leaving the page: a new picture, or all of another page.

import { carried, inputOf, samePage } from "./address.js";
import { morph, placesOf } from "./morph.js";
import { Latest, Refused, whenBack } from "./server.js";
import { still } from "./site.js";
import { t } from "./words.js";

/** @typedef {import("./explorer.js").Explorer} Explorer */
/** A step of the browser's history: a new one, this one seen otherwise, or one taken back.
 * @typedef {"new" | "same" | "back"} Step */

const latest = new Latest();

export class Navigation {
  /** @param {Explorer} explorer @param {AbortSignal} signal */
  constructor(explorer, signal) {
    this.explorer = explorer;
    /** The explorer of what is seen now: this one, until another page has taken its place. */
    this.now = explorer;
    window.addEventListener("popstate", () => {
      const to = new URL(location.href);
      // A link to a row of this page comes here, too.
      if (still || (to.pathname === explorer.url.pathname && to.search === explorer.url.search)) explorer.memory.restore();
      else void this.go(to, { step: "back" });
    }, { signal });
  }

  /** Show what an address says, in place. `carry` is whether the input of now goes with it, `anchor`
   * what the eye is on.
   * @param {URL} link @param {{step?: Step, anchor?: string, carry?: boolean}} how */
  async go(link, { step = "new", anchor = "", carry = true } = {}) {
    const { explorer } = this;
    const url = step !== "back" && carry ? carried(link, explorer.url) : new URL(link);
    if (step !== "back") url.hash = explorer.by && `heat=${explorer.by}`;
    const same = !still && samePage(url, explorer.url);
    if (step === "back") explorer.memory.drop();
    else explorer.memory.flush();
    explorer.root.setAttribute("aria-busy", "true");
    let text;
    try {
      text = await latest.fetch(same ? `${url.pathname}/picture${url.search}` : url.href);
    } catch (error) {
      explorer.root.removeAttribute("aria-busy");
      if (error instanceof Refused) return explorer.say(error.message);
      if (step === "back") explorer.url = url; // it is in the address bar already
      return this.lost(() => (step === "back" ? location.reload() : explorer.say(t("The server is back."))));
    }
    if (text === null) return; // something newer is on its way
    explorer.root.removeAttribute("aria-busy");
    // Who walks by keys stays where he is; a click leaves nothing selected.
    const held = explorer.selection.id === anchor;
    explorer.url = url;
    if (step === "new") history.pushState(null, "", url);
    if (step === "same") history.replaceState(null, "", url);
    if (!same) return this.swap(new DOMParser().parseFromString(text, "text/html"));
    explorer.picture.replace(text, explorer.camera, anchor);
    explorer.input = inputOf(url);
    explorer.sizes.show(explorer.input);
    explorer.drawn();
    explorer.update();
    explorer.memory.carry();
    if (step === "back") explorer.memory.restore();
    else if (held && anchor) explorer.selection.select(anchor, true);
    else if (anchor) explorer.selection.show(anchor);
  }

  /** Put another page in place of this one, its picture growing out of this one's.
   * @param {Document} page */
  swap(page) {
    const { explorer } = this;
    const root = page.getElementById("explorer");
    if (!root) return location.assign(explorer.url);
    const [before, { x, y, k }] = [placesOf(explorer.picture.svg), explorer.camera.transform];
    const held = explorer.picture.frame.contains(document.activeElement);
    const focused = document.activeElement?.id ?? "";
    explorer.end();
    document.title = page.title;
    const next = explorer.again(document.importNode(root, true));
    this.now = next;
    next.finder.resume(explorer.finder);
    const to = next.camera.transform;
    morph(next.picture.svg, before, (old) => ({ x: (x + old.x * k - to.x) / to.k, y: (y + old.y * k - to.y) / to.k }));
    next.root.querySelector(".notice")?.scrollIntoView({ block: "nearest" });
    if (held) next.picture.frame.focus({ preventScroll: true });
    else if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  /** Say that the server is away, and when it is back. @param {() => void} back */
  lost(back) {
    const { explorer } = this;
    explorer.say(t("The server doesn’t answer. What is on this page goes on working."), true);
    whenBack(() => {
      explorer.say("");
      back();
    }, explorer.ends.signal);
  }
}
