// Two networks side by side: what is done to one picture is done to the other.

import { centred } from "../picture/placing.js";
import { Announcer } from "../shared/announcer.js";
import { measure } from "../shared/attributes.js";
import { byId } from "../shared/dom.js";
import { setLink, updateLanguageLinks, updateNetworkLinks } from "../shared/links.js";
import { t } from "../shared/messages.js";
import { Replacement, parsePage, replaceParts, reportBy } from "../shared/replacement.js";
import { below, still } from "../shared/site.js";
import { SizeControls } from "../shared/size-controls.js";
import { carried, inputOf, readSize, withInput } from "../state/address.js";
import { AddressBar } from "../state/address-bar.js";
import { Debounce } from "../state/debounce.js";
import { Navigation } from "../state/navigation.js";
import { Store } from "../state/store.js";
import { addressOf, readFragment, reducer, stateOf } from "../state/view.js";
import { Costs } from "./costs.js";
import { Pane } from "./pane.js";

/** @type {Record<string, string>} */
const KEYS = { "+": "in", "=": "in", "-": "out", 0: "fit", 1: "actual" };
/** What another view of the same networks changes beside the pictures. */
const PARTS = [
  ".swap",
  ".ready",
  "#overlooked",
  "[data-side=left] figcaption",
  "[data-side=right] figcaption",
  "#take",
  "#differences",
  "#costs",
];
/** The links that lead to another comparison. */
const COMPARISONS = `a[href^='${below("/compare")}'], .ready a, figure[data-own-size=''] a[data-view], a[href^='${below("/api")}'], #take a`;

class Compare {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    const here = still ? location.href : (root.dataset.here ?? "") + location.hash;
    const store = new Store(reducer, stateOf(new URL(here, location.href)));
    this.store = store;
    this.announcer = new Announcer();
    const say = (/** @type {string} */ text) => this.announcer.say(text);
    this.bar = new AddressBar(
      store,
      () => this.aim(),
      () => this.updateLinks(),
    );
    this.navigation = new Navigation(
      store,
      this.bar,
      new Replacement(() => root, reportBy(this.announcer)),
      {
        request: ({ url }) => ({ url: url.pathname + url.search, begin: "" }),
        show: (text, pending) => this.show(parsePage(text), pending),
        restore: () => this.restore(),
        fail: () => {},
        returned: () => say(t("The server is back.")),
      },
    );
    const figures = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("figure[data-side]")]);
    this.sides = figures.map(({ dataset }) => ({
      side: dataset.side ?? "",
      graph: dataset.graph ?? "",
      size: readSize(dataset.ownSize ?? ""),
    }));
    this.panes = figures
      .filter((figure) => figure.querySelector("svg"))
      .map((figure) => new Pane(figure));
    for (const pane of this.panes) {
      pane.camera.watchers.push(() => this.follow(pane));
      pane.picture.frame.addEventListener("click", (event) => this.click(pane, event));
    }
    this.sizes = new SizeControls(
      this.input,
      (input) => store.dispatch({ type: "resize", input }),
      new AbortController().signal,
      say,
    );
    // The server writes sentences about two sizes.
    this.sentences = new Debounce(() => {
      if (!store.state.pending) void this.navigation.go(store.state.url, { step: "same" });
    });
    store.subscribe((now, before, { type }) => {
      if (type === "navigate") this.sentences.cancel(); // the answer has the current size
      if (type === "arrive" || now.url.search === before.url.search) return;
      this.sizes.follow(this.input);
      this.update();
      this.refreshSentences();
    });
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (
      root.querySelectorAll("[data-do]")
    ))
      button.addEventListener("click", () => this.run(button.dataset.do ?? ""));
    root.querySelector(".pictures")?.addEventListener("keydown", (event) => {
      const { key, ctrlKey, metaKey } = /** @type {KeyboardEvent} */ (event);
      if (KEYS[key] && !ctrlKey && !metaKey) this.run(KEYS[key]);
    });
    document.documentElement.classList.add("scripted");
    this.restore();
    this.update();
    if (still) this.updateLinks(); // no server has written them for this input
    void this.load();
  }

  get input() {
    return inputOf(this.store.state.url);
  }

  /** Fetch the graphs of the networks; the numbers of the table follow from them. */
  async load() {
    this.costs = await Costs.of(this.root, this.sides);
    this.update();
    document.documentElement.dataset.ready = "true";
  }

  // ---- The input -------------------------------------------------------------------------------

  refreshSentences() {
    if (this.sides.some(({ size }) => size)) this.sentences.schedule();
  }

  /** Write what depends on the input: arithmetic on closed forms, without a request. */
  update() {
    const { input } = this;
    const symbols = this.store.state.url.searchParams.get("shapes") === "symbols";
    for (const pane of this.panes) pane.update(input, symbols);
    this.costs?.update(input);
    const trouble = this.costs?.trouble(input);
    if (trouble) this.announcer.say(trouble);
  }

  // ---- Both pictures ---------------------------------------------------------------------------

  /** Move the other picture as one was moved. @param {Pane} moved */
  follow(moved) {
    if (this.leading) return;
    this.leading = moved;
    const { gesture } = moved;
    for (const pane of this.panes) if (pane !== moved) pane.make(gesture, moved.gliding);
    this.leading = undefined;
    this.bar.schedule();
  }

  /** Carry out a button or key on both. @param {string} command */
  run(command) {
    const [first] = this.panes;
    if (!first) return;
    if (command === "in") first.camera.by(1.4);
    else if (command === "out") first.camera.by(1 / 1.4);
    else if (command === "actual") first.camera.actual();
    else if (command === "fit") this.fit();
  }

  /** Show all of both, at one scale. */
  fit() {
    const least = Math.min(...this.panes.map((pane) => pane.whole));
    this.separately(() => {
      for (const { camera } of this.panes) camera.jump(centred(camera.size, camera, least), true);
    });
    this.bar.write();
  }

  /** Move each picture by itself. @param {() => void} act */
  separately(act) {
    this.leading = this.panes[0];
    act();
    this.leading = undefined;
  }

  /** Open or close in both what is clicked in one. @param {Pane} pane @param {MouseEvent} event */
  click(pane, event) {
    const group = pane.toggled(event);
    if (!group) return;
    event.preventDefault();
    void this.navigation.go(group.link, { anchor: group.id });
  }

  /** Put another view of the same networks in place.
   * @param {Document} page @param {import("../state/view.js").Pending} pending */
  show(page, { url, anchor, step }) {
    replaceParts(this.root, page, PARTS);
    const pictures = /** @type {HTMLElement} */ (this.root.querySelector(".pictures"));
    const made = /** @type {HTMLElement} */ (page.querySelector(".pictures"));
    Object.assign(pictures.dataset, { ...made.dataset });
    measure();
    this.separately(() => {
      for (const pane of this.panes) pane.replace(page, anchor);
    });
    this.sizes.show(this.input);
    this.costs?.find(this.root);
    this.update();
    if (step === "back") this.restore();
    else this.bar.write();
    // The size has changed since the page was asked for.
    if (this.store.state.url.search !== url.search) this.refreshSentences();
  }

  // ---- The address -----------------------------------------------------------------------------

  /** The movement of the pictures as an address has it. */
  aim() {
    const [first] = this.panes;
    return !first || first.camera.atHome ? "" : first.camera.aimed;
  }

  /** Let every link lead to what is shown. */
  updateLinks() {
    const { url } = this.store.state;
    updateLanguageLinks(addressOf(this.store.state));
    updateNetworkLinks(/** @type {Element} */ (this.root.querySelector("form")), url);
    for (const link of this.root.querySelectorAll(COMPARISONS)) {
      const before = new URL(link.getAttribute("href") ?? "", location.href);
      const isFile = before.pathname.startsWith(below("/api"));
      setLink(link, isFile ? withInput(before, this.input) : carried(before, url));
    }
  }

  /** Apply the fragment of the address. */
  restore() {
    const [first] = this.panes;
    const { bare, zoom } = readFragment(this.store.state.fragment);
    if (!first || bare) return; // a place on the page
    this.separately(() => {
      for (const { camera } of this.panes) camera.jump(camera.place);
    });
    if (zoom) first.camera.takeAim(zoom);
    this.store.dispatch({ type: "restore", memory: "", selected: "", heat: "", zoom: this.aim() });
  }
}

const root = byId("compare");
if (root) new Compare(root);
