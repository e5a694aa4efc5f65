// Two networks side by side, alive: what is done to one picture is done to the other.

import {
  carried,
  caughtUp,
  inputOf,
  onTheWay,
  readSize,
  samePage,
  withInput,
} from "../state/address.js";
import { Costs } from "./costs.js";
import { carryViews } from "../page/links.js";
import { measure } from "../page/attributes.js";
import { Pane } from "./pane.js";
import { Latest, Refused } from "../page/server.js";
import { Settled } from "../state/debounce.js";
import { still } from "../page/site.js";
import { Sizes } from "../page/size-controls.js";
import { beforeLanguage, carryLanguage, t } from "../page/messages.js";

/** @typedef {import("../graph/tensor.js").Input} Input */

const KEYS = /** @type {Record<string, string>} */ ({
  "+": "in",
  "=": "in",
  "-": "out",
  0: "fit",
  1: "actual",
});
/** What another view of the same two changes beside the pictures. */
const PARTS = [
  ".swap",
  ".ready",
  "#overlooked",
  "[data-side=left] figcaption",
  "[data-side=right] figcaption",
  "#differences",
  "#costs",
];

class Compare {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.url = new URL(
      still ? location.href : (root.dataset.here ?? "") + location.hash,
      location.href,
    );
    this.latest = new Latest();
    /** Where that will lead, until it has. @type {URL | undefined} */
    this.pending = undefined;
    /** Whether a step back is on its way: the address bar is there already. */
    this.leaving = false;
    this.said = /** @type {HTMLElement} */ (document.getElementById("said"));
    this.input = inputOf(this.url);
    this.seen = new Settled(() => this.remember());
    this.sized = new Settled(() => void (this.pending || this.go(this.url, "same")));
    const figures = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("figure[data-side]")]);
    this.sides = figures.map(({ dataset }) => ({
      side: dataset.side ?? "",
      graph: dataset.graph ?? "",
      size: readSize(dataset.ownSize ?? ""),
    }));
    this.panes = figures.filter((it) => it.querySelector("svg")).map((it) => new Pane(it));
    for (const pane of this.panes) {
      pane.camera.watchers.push(() => this.follow(pane));
      pane.picture.frame.addEventListener("click", (event) => this.click(pane, event));
    }
    this.sizes = new Sizes(
      this.input,
      (input) => this.resize(input),
      new AbortController().signal,
      (text) => this.say(text),
    );
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (
      root.querySelectorAll("[data-do]")
    ))
      button.addEventListener("click", () => this.act(button.dataset.do ?? ""));
    root.querySelector(".pictures")?.addEventListener("keydown", (event) => {
      const { key, ctrlKey, metaKey } = /** @type {KeyboardEvent} */ (event);
      if (KEYS[key] && !ctrlKey && !metaKey) this.act(KEYS[key]);
    });
    addEventListener("popstate", () => {
      const to = new URL(location.href);
      if (to.search === this.url.search) {
        this.latest.drop(); // what was on its way isn't where the reader is any more
        this.rest();
        this.restore();
      } else void this.go(to, "back");
    });
    beforeLanguage(() => this.remember());
    document.documentElement.classList.add("scripted");
    this.restore();
    this.update();
    void this.learn();
  }

  /** Fetch what the networks are: the numbers of the table follow from that. */
  async learn() {
    this.costs = await Costs.of(this.root, this.sides);
    this.update();
    document.documentElement.dataset.ready = "true";
  }

  /** @param {string} text */
  say(text) {
    this.said.textContent = text;
    clearTimeout(this.saying);
    this.saying = setTimeout(() => {
      this.said.textContent = "";
    }, 6000);
  }

  // ---- The input -------------------------------------------------------------------------------

  /** @param {Input} input */
  resize(input) {
    this.input = input;
    this.url = withInput(this.url, input);
    this.update();
    // What is said of two sizes is the server's to say.
    (this.sides.some(({ size }) => size) ? this.sized : this.seen).wait();
  }

  /** Write all that depends on the size anew: arithmetic on closed forms, no request. */
  update() {
    const symbols = this.url.searchParams.get("shapes") === "symbols";
    for (const pane of this.panes) pane.update(this.input, symbols);
    this.costs?.update(this.input);
    const trouble = this.costs?.trouble(this.input);
    if (trouble) this.say(trouble);
  }

  // ---- Both pictures ---------------------------------------------------------------------------

  /** Have the others make the movement that one has made. @param {Pane} moved */
  follow(moved) {
    if (this.leading) return;
    this.leading = moved;
    const gesture = moved.gesture;
    for (const pane of this.panes) if (pane !== moved) pane.make(gesture, moved.gliding);
    this.leading = undefined;
    this.seen.wait();
  }

  /** What a button or key does to both. @param {string} what */
  act(what) {
    const [first] = this.panes;
    if (!first) return;
    if (what === "in") first.camera.by(1.4);
    else if (what === "out") first.camera.by(1 / 1.4);
    else if (what === "actual") first.camera.actual();
    else if (what === "fit") this.fit();
  }

  /** Show all of both, at one scale. */
  fit() {
    const least = Math.min(...this.panes.map((pane) => pane.whole));
    this.alone(() => {
      for (const { camera } of this.panes) camera.jump(camera.centred(least), true);
    });
    this.remember();
  }

  /** Do something to each picture by itself. @param {() => void} act */
  alone(act) {
    this.leading = this.panes[0];
    act();
    this.leading = undefined;
  }

  /** Open or close in both what is clicked in one. @param {Pane} pane @param {MouseEvent} event */
  click(pane, event) {
    const to = pane.turning(event);
    if (!to) return;
    event.preventDefault();
    void this.go(carried(to.link, this.url), "new", to.id);
  }

  /** Show the same two as an address has them, in place.
   * @param {URL} url @param {"new" | "same" | "back"} step @param {string} [anchor] what the eye is on */
  async go(url, step, anchor = "") {
    let text;
    this.sized.drop(); // what is asked for now has that size
    if (step === "new")
      this.remember(); // what one comes back to
    else this.seen.drop(); // the address bar is somewhere else already
    this.leaving = step === "back";
    const then = this.url;
    if (step === "new" && this.pending && samePage(url, then) && samePage(url, this.pending))
      url = onTheWay(url, then, this.pending);
    url.hash = step === "back" ? url.hash : "";
    this.pending = url;
    this.root.setAttribute("aria-busy", "true");
    try {
      text = await this.latest.fetch(url.pathname + url.search);
    } catch (error) {
      this.rest();
      if (step === "back") history.pushState(null, "", this.url); // which is still what is seen
      return this.say(error instanceof Refused ? error.message : t("The server doesn’t answer."));
    }
    if (text === null) return; // something newer is on its way
    this.rest();
    this.url = caughtUp(url, then, this.url);
    this.input = inputOf(this.url);
    if (step === "new") history.pushState(null, "", this.url);
    else history.replaceState(null, "", this.url);
    this.swap(new DOMParser().parseFromString(text, "text/html"), anchor);
    this.sizes.show(this.input);
    this.costs?.find(this.root);
    this.update();
    if (step === "back") this.restore();
    else this.remember();
    if (this.url.search !== url.search) this.resize(this.input); // what is said there is of another
  }

  /** Nothing is on its way any more. */
  rest() {
    this.pending = undefined;
    this.leaving = false;
    this.root.removeAttribute("aria-busy");
  }

  /** @param {Document} page @param {string} anchor */
  swap(page, anchor) {
    for (const part of PARTS) {
      const made = page.querySelector(part);
      if (made) this.root.querySelector(part)?.replaceChildren(...made.childNodes);
    }
    const pictures = /** @type {HTMLElement} */ (this.root.querySelector(".pictures"));
    Object.assign(pictures.dataset, {
      .../** @type {HTMLElement} */ (page.querySelector(".pictures")).dataset,
    });
    measure();
    this.alone(() => {
      for (const pane of this.panes) pane.replace(page, anchor);
    });
  }

  // ---- The address -----------------------------------------------------------------------------

  /** Let the address and every link say what is seen now. */
  remember() {
    this.seen.drop();
    if (this.leaving) return;
    const [first] = this.panes;
    this.url.hash = first && !first.camera.atHome ? `zoom=${first.camera.aimed}` : "";
    history.replaceState(null, "", this.url.href.replace(/#$/, ""));
    carryLanguage(this.url);
    carryViews(/** @type {Element} */ (this.root.querySelector("form")), this.url);
    for (const link of this.root.querySelectorAll(
      "a[href^='/compare'], .ready a, figure[data-own-size=''] a[data-view], a[href^='/api']",
    )) {
      const before = new URL(link.getAttribute("href") ?? "", location.href);
      const to = before.pathname.startsWith("/api")
        ? withInput(before, this.input)
        : carried(before, this.url);
      link.setAttribute("href", to.pathname + to.search + to.hash);
    }
  }

  /** Take up what the fragment says. */
  restore() {
    const [first] = this.panes;
    const hash = location.hash.slice(1);
    if (!first || (hash && !hash.includes("="))) return; // a place on the page
    const zoom = new URLSearchParams(hash).get("zoom");
    this.alone(() => {
      for (const { camera } of this.panes) camera.jump(camera.place);
    });
    if (zoom) first.camera.takeAim(zoom);
  }
}

const root = document.getElementById("compare");
if (root) new Compare(root);
