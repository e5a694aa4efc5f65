// The explorer of one network: its parts, and what each change of the state does to them.

import { CodePanel } from "../facts/code-panel.js";
import { Inspector } from "../facts/inspector.js";
import { MemoryPanel } from "../facts/memory-panel.js";
import { RooflinePanel } from "../facts/roofline-panel.js";
import { LayerTable } from "../facts/layer-table.js";
import { Profile } from "../facts/profile.js";
import { updateValues } from "../facts/values.js";
import { Graph } from "../graph/graph.js";
import { readSetting, writeSetting } from "../graph/memory.js";
import { byId } from "../shared/dom.js";
import { t } from "../shared/messages.js";
import { SizeControls } from "../shared/size-controls.js";
import { Camera } from "../picture/camera.js";
import { colourBy } from "../picture/heatmap.js";
import { Minimap } from "../picture/minimap.js";
import { Picture, isNarrow } from "../picture/picture.js";
import { Shapes } from "../picture/shapes.js";
import { still } from "../shared/site.js";
import { inputOf, withValue } from "../state/address.js";
import { Commands } from "./commands.js";
import { Form } from "./form.js";
import { showChanges } from "./changes.js";
import { aim, restore } from "./fragment.js";
import { Groups } from "./groups.js";
import { Keyboard } from "./keyboard.js";
import { updateLinks } from "./links.js";
import { Panels } from "./panels.js";
import { Pointer } from "./pointer.js";
import { SearchField } from "./search-field.js";
import { Selection } from "./selection.js";
import { groupsInSight } from "./sight.js";
import { Verification } from "./verification.js";

/** @typedef {import("../state/view.js").State} State */
/** What outlives an explorer.
 * @typedef {{
 *   store: import("../state/view.js").Store,
 *   announcer: import("../shared/announcer.js").Announcer,
 *   bar: import("../state/address-bar.js").AddressBar,
 *   replacement: import("../shared/replacement.js").Replacement,
 *   navigation: import("../state/navigation.js").Navigation,
 *   current: () => Explorer,
 * }} Page */

/** Graphs by their address: what a network is never changes.
 * @type {Map<string, Promise<Graph>>} */
const graphs = new Map();
const GRAPHS = 8; // the last few are kept for readers who try variants
const RERUN = 400; // ms that a size has to stand before the network is run at it
const PAUSE = 120; // ms between two looks at what is in sight

export class Explorer {
  /** @param {HTMLElement} root @param {Page} page */
  constructor(root, page) {
    const { store, announcer, navigation } = page;
    this.root = root;
    this.page = page;
    this.store = store;
    this.announcer = announcer;
    this.ends = new AbortController();
    const { signal } = this.ends;
    const say = (/** @type {string} */ text) => announcer.say(text);
    /** @type {number | undefined} */
    this.following = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.rerunning = undefined;
    /** Whether the picture that was asked for last is drawn for a narrow frame. */
    this.narrowing = false;
    /** The network before its options were changed. @type {Graph | undefined} */
    this.varied = undefined;

    const picture = new Picture(/** @type {HTMLElement} */ (root.querySelector("#picture")));
    const camera = new Camera(picture.frame, picture.svg, signal);
    this.picture = picture;
    this.camera = camera;
    this.shapes = new Shapes(picture.svg);
    const map = byId("minimap");
    this.minimap = map && new Minimap(map, camera);
    camera.watchers.push(() => this.moved());
    camera.resizing.push(() => this.adapt());

    this.sizes = new SizeControls(
      this.input,
      (input) => store.dispatch({ type: "resize", input }),
      signal,
      say,
    );
    this.verification = new Verification(root, () => this.input, signal);
    this.selection = new Selection(root, store, picture, camera, announcer);
    this.groups = new Groups(picture, this.selection, page);
    this.search = new SearchField(picture, () => this.input, this.groups, signal);
    this.form = new Form(store, navigation, signal);
    this.panels = new Panels(root, signal);
    const commands = new Commands(root, camera, page, signal);
    new Pointer(root, store, picture, camera, this.selection, this.groups, signal);
    new Keyboard(picture, camera, this.selection, this.groups, commands, signal);
    store.subscribe((now, before, { type }) => {
      if (type !== "arrive") this.changed(now, before); // which brings a picture of its own
    }, signal);
  }

  get input() {
    return inputOf(this.store.state.url);
  }

  get symbols() {
    return this.store.state.url.searchParams.get("shapes") === "symbols";
  }

  start() {
    document.documentElement.classList.add("scripted");
    this.drawn();
    /** When all is known of the network. */
    this.ready = this.load();
  }

  /** Fetch the graph of the network; all but the picture's shapes follows from that. */
  async load() {
    const { root, store, ends, picture, announcer } = this;
    const address = root.dataset.graph ?? "";
    try {
      const [oldest] = graphs.keys();
      if (!graphs.has(address) && graphs.size >= GRAPHS) graphs.delete(oldest);
      if (!graphs.has(address)) graphs.set(address, Graph.at(address));
      picture.graph = await graphs.get(address);
    } catch {
      graphs.delete(address);
      if (!ends.signal.aborted) this.page.replacement.wait(() => void this.load(), ends.signal);
      return;
    }
    const { graph } = picture;
    if (!graph || ends.signal.aborted) return;
    const [place, table, profile] = [byId("inspector"), byId("layers"), byId("strip")];
    const say = (/** @type {string} */ text) => announcer.say(text);
    if (place) this.selection.inspector = new Inspector(place, graph, say, () => store.state.url);
    if (table)
      this.table = new LayerTable(
        table,
        graph,
        ends.signal,
        (id) => void this.groups.reveal(id, true),
      );
    const memory = byId("memory");
    if (memory)
      this.memory = new MemoryPanel(
        memory,
        graph,
        ends.signal,
        (setting) => store.dispatch({ type: "memory", setting }),
        (id) => void this.groups.reveal(id, true),
      );
    const roofline = byId("roofline");
    if (roofline)
      this.roofline = new RooflinePanel(roofline, graph, ends.signal, (device) =>
        store.dispatch({
          type: "memory",
          setting: writeSetting({ ...graph.memory.setting, device }),
        }),
      );
    const code = byId("panel-code");
    if (code)
      this.code = new CodePanel(code, ends.signal, (ids) => this.selection.lightAll(ids), say);
    if (profile) this.profile = new Profile(profile, graph, (id) => this.selection.reveal(id));
    // A reader who has gone on meanwhile stays there.
    const { selected, heat, memory: trained } = store.state;
    if (this.camera.steered || selected || heat || trained) this.page.bar.schedule();
    else this.restore();
    this.update();
    if (graph.seenAt && graph.holdsAt(this.input))
      announcer.say(
        t("PyTorch ran it at {size}: what is marked was observed, not proven", {
          size: graph.seenAt.join("×"),
        }),
      );
    this.followCode();
    this.updateLinks();
    if (this.varied) showChanges(picture, this.varied, say);
    root.dataset.ready = "true";
    this.adapt();
  }

  /** Go on with what was set in the explorer before. @param {Explorer} before */
  resume(before) {
    this.search.resume(before.search);
    this.form.resume(before.form);
    this.panels.resume(before.panels);
    this.sizes.resume(before.sizes);
    const [path] = (before.root.dataset.graph ?? "").split("?");
    const [own] = (this.root.dataset.graph ?? "").split("?");
    const same = before.root.dataset.graph === this.root.dataset.graph;
    if (path === own && !same) this.varied = before.picture.graph;
  }

  /** Another page is shown: stop all that was begun. */
  end() {
    this.ends.abort();
    clearTimeout(this.following);
    clearTimeout(this.rerunning);
    this.announcer.keep("");
  }

  // ---- The state -------------------------------------------------------------------------------

  /** @param {State} now @param {State} before */
  changed(now, before) {
    if (now.selected !== before.selected) {
      this.selection.draw();
      this.followCode();
    }
    if (now.selected && now.selected !== before.selected) this.panels.explain();
    if (now.heat !== before.heat) this.colour();
    if (now.memory !== before.memory) this.update();
    if (now.url.search === before.url.search) return;
    const [input, old] = [now, before].map(({ url }) => inputOf(url));
    if (JSON.stringify(input) !== JSON.stringify(old)) {
      this.announcer.clear();
      this.verification.clear();
      this.sizes.follow(input);
    }
    this.style();
    this.update();
  }

  /** Show the code of what is selected; a tensor's is that of the op that gives it. */
  followCode() {
    const { selected } = this.store.state;
    const { graph } = this.picture;
    const own = this.selection.part(selected)?.getAttribute("data-origin") ?? selected;
    const id = [selected, own].find((part) => graph?.op.has(part) || graph?.group.has(part));
    void this.code?.follow(id ?? "");
  }

  /** Write what depends on the input. */
  update() {
    const { input, symbols, picture } = this;
    this.shapes.update(input, symbols);
    const now = byId("input-now");
    const size = `${input.height}×${input.width}`;
    if (now)
      now.textContent =
        input.batch > 1 ? t("{size}, batch {batch}", { size, batch: input.batch }) : size;
    if (!picture.graph) return;
    picture.graph.memory.setting = readSetting(this.store.state.memory);
    updateValues(this.root, picture.graph, input, symbols);
    this.table?.update(input, symbols);
    this.profile?.update(input);
    this.memory?.update(input);
    this.roofline?.update(input);
    this.markTrouble();
    if (this.store.state.heat) this.colour();
    this.search.update();
    this.selection.explain();
  }

  /** Mark where the input can't go on. */
  markTrouble() {
    const { picture } = this;
    const trouble = picture.graph?.trouble(this.input) ?? new Map();
    for (const part of picture.svg.querySelectorAll(".trouble")) part.classList.remove("trouble");
    for (const id of trouble.keys()) picture.showing(id)?.classList.add("trouble");
    const [first] = trouble;
    if (first) this.announcer.say(t("{name}: {text}", { name: first[0], text: first[1] }));
    clearTimeout(this.rerunning);
    if (!picture.graph || picture.graph.holdsAt(this.input)) return;
    this.sayNotProven(picture.graph);
  }

  /** Say that shapes at this size are none of those that are known. @param {Graph} graph */
  sayNotProven(graph) {
    if ("runs" in this.root.dataset) {
      this.announcer.say(t("Not proven at this size: running the network again …"));
      this.rerunning = setTimeout(() => this.runAgain(), RERUN);
    } else {
      const size = graph.seenAt?.join("×") ?? "";
      this.announcer.say(
        t("Not proven at this size: the shapes were seen at {size} alone", { size }),
      );
    }
  }

  /** Show the network as PyTorch runs it at the size at hand. */
  runAgain() {
    if (this.ends.signal.aborted || still) return;
    void this.page.navigation.go(this.store.state.url, { step: "same", carry: false });
  }

  /** Colour the picture by the state's quantity. */
  colour() {
    const { picture, store } = this;
    const key = byId("heat-key");
    if (picture.graph && key) colourBy(picture, picture.graph, store.state.heat, this.input, key);
  }

  /** Apply theme and notation. */
  style() {
    const theme = this.store.state.url.searchParams.get("theme");
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    this.root.querySelector("[data-do=symbols]")?.setAttribute("aria-pressed", `${this.symbols}`);
  }

  // ---- The address -----------------------------------------------------------------------------

  /** Where the picture was moved to. */
  aim() {
    return aim(this.camera, this.selection);
  }

  /** Let links and the form lead to what is shown. */
  updateLinks() {
    updateLinks(this.root, this.store.state);
  }

  /** Apply the fragment of the address. */
  restore() {
    restore(this);
  }

  // ---- The picture -----------------------------------------------------------------------------

  /** Put another picture in place of this one. @param {string} text
   * @param {string} anchor the id of the part that stays where it is */
  replacePicture(text, anchor) {
    const { picture, camera, selection } = this;
    // The focus of a reader who goes by keys stays on the part; a click selects nothing.
    const walking = Boolean(anchor) && this.store.state.selected === anchor;
    const inside = this.root.contains(document.activeElement);
    picture.replace(text, camera, anchor, this.narrowing);
    this.shapes = new Shapes(picture.svg);
    this.sizes.show(this.input);
    this.drawn();
    this.updateLinks();
    if (walking) selection.select(anchor, true);
    else if (anchor) selection.show(anchor);
    this.page.bar.schedule();
    // On a phone the picture may reach below the window.
    const { top } = (picture.parts.get(anchor) ?? picture.frame).getBoundingClientRect();
    if (top > innerHeight - BELOW) selection.scrollToPicture();
    if (inside && document.activeElement === document.body)
      picture.frame.focus({ preventScroll: true });
  }

  /** Where the server has the picture of an address, drawn for the width of the frame.
   * @param {URL} url */
  pictureAt(url) {
    this.narrowing = isNarrow(this.picture.frame);
    const to = this.narrowing ? withValue(url, "narrow", "true") : url;
    return `${to.pathname}/picture${to.search}`;
  }

  /** Show the layout that fits the width of the frame, if another one is shown. */
  adapt() {
    const { picture, camera, store } = this;
    const narrow = isNarrow(picture.frame);
    const same =
      store.state.url.searchParams.has("rows") ||
      narrow === picture.narrow ||
      (narrow && camera.width <= picture.frame.clientWidth);
    if (same || still || store.state.pending) return;
    void this.page.navigation.go(store.state.url, { step: "same", carry: false });
  }

  /** There is a new picture. */
  drawn() {
    const { picture, selection } = this;
    this.shapes.follow(this.camera.sight);
    for (const link of picture.svg.querySelectorAll("a")) link.setAttribute("tabindex", "-1");
    this.minimap?.draw(picture);
    const { selected } = this.store.state;
    if (selected) selection.select(selected, false);
    this.search.mark();
    this.style();
    this.update();
  }

  /** The picture has been moved. */
  moved() {
    if (this.camera.steered) this.page.bar.schedule();
    this.following ??= setTimeout(() => {
      this.following = undefined;
      this.shapes.follow(this.camera.sight);
      this.profile?.mark(groupsInSight(this.picture, this.camera));
    }, PAUSE);
  }
}

const BELOW = 160; // pixels at the window's end in which little can be seen of what opens
