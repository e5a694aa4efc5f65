// From one address to the next without leaving the page: a new picture, or all of another page.

import { PICTURE, carried, caughtUp, onTheWay, samePage } from "../state/address.js";
import { calm } from "../picture/camera.js";
import { morph, placesOf } from "../picture/transition.js";
import { Latest, Refused, whenBack } from "../page/server.js";
import { still } from "../page/site.js";
import { t } from "../page/messages.js";

/** @typedef {import("./explorer.js").Explorer} Explorer */
/** A step of the browser's history: a new one, this one seen otherwise, or one taken back.
 * @typedef {"new" | "same" | "back"} Step */

const latest = new Latest();
/** Where that will lead, until it has. @type {URL | undefined} */
let pending;
const PATIENCE = 4000; // ms
const BELOW = 160; // pixels at the window's end in which little is seen of what opens
const SLOW = t("The server takes its time. What is on this page goes on working.");

export class Navigation {
  /** @param {Explorer} explorer @param {AbortSignal} signal */
  constructor(explorer, signal) {
    this.explorer = explorer;
    /** The explorer of what is seen now: this one, until another page has taken its place. */
    this.now = explorer;
    /** What is seen while a step back is on its way: the address bar is there already.
     * @type {URL | undefined} */
    this.left = undefined;
    window.addEventListener(
      "popstate",
      () => {
        const to = new URL(location.href);
        const here = this.left ?? explorer.url;
        // A link to a row of this page comes here, too.
        if (still || (to.pathname === here.pathname && to.search === here.search)) {
          latest.drop(); // what was on its way isn't where the reader is any more
          pending = undefined;
          if (this.left) explorer.reword(to);
          this.rest();
          explorer.memory.restore();
        } else void this.go(to, { step: "back" });
      },
      { signal },
    );
  }

  /** Show what an address says, in place, and say whether that came about. `carry` is whether the
   * input of now goes with it, `anchor` what the eye is on.
   * @param {URL} link @param {{step?: Step, anchor?: string, carry?: boolean}} how
   * @returns {Promise<boolean>} */
  async go(link, { step = "new", anchor = "", carry = true } = {}) {
    const { explorer } = this;
    const was = this.left ?? explorer.url;
    let url = step !== "back" && carry ? carried(link, explorer.url) : new URL(link);
    if (step !== "back" && pending && samePage(url, was) && samePage(url, pending))
      url = onTheWay(url, was, pending);
    const same = !still && samePage(url, was);
    if (step === "back") {
      explorer.memory.drop();
      this.left = was;
      explorer.url = url; // as the address bar has it
    } else explorer.memory.flush();
    const then = explorer.url;
    explorer.root.setAttribute("aria-busy", "true");
    const slow = setTimeout(() => explorer.say(SLOW, true), PATIENCE);
    let text;
    pending = url;
    try {
      text = await latest.fetch(
        same ? `${url.pathname}/picture${url.search}` : url.href,
        same ? "<svg" : "",
      );
    } catch (error) {
      explorer.root.removeAttribute("aria-busy");
      if (error instanceof Refused) {
        if (step === "back") {
          explorer.url = was;
          history.pushState(null, "", was);
        }
        this.rest();
        explorer.say(error.message);
      } else {
        explorer.memory.carry(); // a field says what is seen, not what was wished for
        this.lost(() => {
          if (step !== "back") explorer.say(t("The server is back."));
          else if (this.left) location.reload(); // unless the reader is somewhere else by now
        });
      }
      return false;
    } finally {
      clearTimeout(slow);
      if (pending === url) pending = undefined;
    }
    if (text === null) return false; // something newer is on its way
    if (explorer.lasting) explorer.say("", true);
    this.rest();
    const now = explorer.url;
    const to = caughtUp(url, then, now);
    if (step !== "back") to.hash = this.state(url, was);
    if (step === "new") history.pushState(null, "", to);
    if (step === "same") history.replaceState(null, "", to);
    if (same) this.turn(text, to, anchor);
    else
      this.swap(new DOMParser().parseFromString(text, "text/html"), to, (it) =>
        caughtUp(it, then, now),
      );
    if (same && step === "back") explorer.memory.restore();
    return true;
  }

  /** What a fragment takes along from one address to another. @param {URL} to @param {URL} was */
  state(to, was) {
    const {
      by,
      selection: { id },
    } = this.explorer;
    const sameParts = samePage(to, was, [...PICTURE, "detail", "fold", "direction"]);
    return [id && sameParts ? `select=${id}` : "", by && `heat=${by}`].filter(Boolean).join("&");
  }

  /** Nothing is on its way any more. */
  rest() {
    const { explorer } = this;
    this.left = undefined;
    explorer.root.removeAttribute("aria-busy");
    if (explorer.lasting === SLOW) explorer.say("", true);
  }

  /** Put another picture in place of this one. @param {string} text @param {URL} to
   * @param {string} anchor */
  turn(text, to, anchor) {
    const { explorer } = this;
    // Who walks by keys stays where he is; a click leaves nothing selected.
    const held = explorer.selection.id === anchor;
    const within = explorer.root.contains(document.activeElement);
    explorer.picture.replace(text, explorer.camera, anchor);
    explorer.reword(to);
    explorer.memory.carry();
    if (held && anchor) explorer.selection.select(anchor, true);
    else if (anchor) explorer.selection.show(anchor);
    // On a phone the picture reaches below the window, and what opens there would not be seen.
    const { frame, parts } = explorer.picture;
    const { top } = (parts.get(anchor) ?? frame).getBoundingClientRect();
    if (top > innerHeight - BELOW)
      frame.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
    if (within) keepFocus(explorer);
  }

  /** Put another page in place of this one, its picture growing out of this one's.
   * @param {Document} page @param {URL} to @param {(url: URL) => URL} caughtUp */
  swap(page, to, caughtUp) {
    const { explorer } = this;
    const root = page.getElementById("explorer");
    if (!root) return location.assign(to);
    const [before, { x, y, k }] = [placesOf(explorer.picture.svg), explorer.camera.transform];
    const within = explorer.root.contains(document.activeElement);
    const focused = document.activeElement?.id ?? "";
    explorer.end();
    document.title = page.title;
    const next = explorer.again(document.importNode(root, true));
    this.now = next;
    next.finder.resume(explorer.finder);
    next.form.resume(explorer.form);
    next.sizes.resume(explorer.sizes);
    const place = next.camera.transform;
    morph(next.picture.svg, before, (old) => ({
      x: (x + old.x * k - place.x) / place.k,
      y: (y + old.y * k - place.y) / place.k,
    }));
    if (caughtUp(next.url).search !== next.url.search) next.reword(caughtUp(next.url));
    next.root.querySelector(".notice")?.scrollIntoView({ block: "nearest" });
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    if (within) keepFocus(next);
  }

  /** Say that the server is away, and when it is back. @param {() => void} back */
  lost(back) {
    const { explorer } = this;
    explorer.say(t("The server doesn’t answer. What is on this page goes on working."), true);
    whenBack(() => {
      explorer.say("", true);
      back();
    }, explorer.ends.signal);
  }
}

/** Where what had the focus is gone, the picture has it, so that who goes by keys needn't begin anew.
 * @param {Explorer} explorer */
function keepFocus({ picture: { frame } }) {
  if (document.activeElement === document.body) frame.focus({ preventScroll: true });
}
