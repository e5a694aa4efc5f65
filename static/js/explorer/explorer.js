// The page of a network, alive: its address is its state, everything else follows from that.

import { inputOf, withInput } from "../state/address.js";
import { Camera } from "../picture/camera.js";
import { Check } from "./verification.js";
import { Commands } from "./commands.js";
import { byId } from "../page/dom.js";
import { facts } from "../facts/values.js";
import { Finder } from "./search-field.js";
import { Form } from "./form.js";
import { Gestures } from "./pointer.js";
import { Graph } from "../graph/graph.js";
import { heat } from "../picture/heatmap.js";
import { Inspector } from "../facts/inspector.js";
import { Keys } from "./keyboard.js";
import { Memory } from "./memory.js";
import { Minimap } from "../picture/minimap.js";
import { Navigation } from "./navigation.js";
import { Opening } from "./groups.js";
import { Picture } from "../picture/picture.js";
import { Readouts } from "../picture/shapes.js";
import { Selection } from "./selection.js";
import { Sizes } from "../page/size-controls.js";
import { addressOf } from "../page/site.js";
import { Strip } from "../facts/profile.js";
import { Table } from "../facts/layer-table.js";
import { t } from "../page/messages.js";

/** @typedef {import("../graph/tensor.js").Input} Input */

/** Graphs by their address: what a network is never changes.
 * @type {Map<string, Promise<Graph>>} */
const graphs = new Map();
const KEPT = 8; // who tries many variants has use for the last few

export class Explorer {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    // The address as the server understood it; of the fragment it has not heard.
    this.url = addressOf(/** @type {string} */ (root.dataset.here));
    this.url.hash = location.hash;
    this.ends = new AbortController();
    const { signal } = this.ends;
    this.picture = new Picture(/** @type {HTMLElement} */ (root.querySelector("#picture")));
    this.camera = new Camera(this.picture.frame, this.picture.svg, signal);
    /** @type {Readouts | undefined} */
    this.readouts = undefined;
    this.input = inputOf(this.url);
    this.sizes = new Sizes(
      this.input,
      (input) => this.resize(input),
      signal,
      (text) => this.say(text),
    );
    this.selection = new Selection(this);
    this.by = "";
    /** @type {number | undefined} */
    this.following = undefined;
    /** Whether somebody has moved the picture, or had it moved. */
    this.steered = false;
    this.lasting = "";
    this.memory = new Memory(this);
    const map = byId("minimap");
    this.minimap = map && new Minimap(map, this.camera);
    map?.addEventListener("pointerdown", () => (this.steered = true));
    this.camera.watchers.push(() => this.moved());
    this.navigation = new Navigation(this, signal);
    this.finder = new Finder(this, signal);
    this.opening = new Opening(this);
    this.commands = new Commands(this, signal);
    this.check = new Check(this, signal);
    this.form = new Form(this, signal);
    for (const Part of [Gestures, Keys]) new Part(this, signal);
    document.documentElement.classList.add("scripted");
    this.drawn();
    this.learned = this.learn(signal);
  }

  get symbols() {
    return this.url.searchParams.get("shapes") === "symbols";
  }

  /** Fetch what the network is; with it comes all but the picture's own shapes.
   * @param {AbortSignal} signal */
  async learn(signal) {
    const address = /** @type {string} */ (this.root.dataset.graph);
    try {
      if (!graphs.has(address)) {
        const [oldest] = graphs.keys();
        if (graphs.size >= KEPT) graphs.delete(oldest);
        graphs.set(address, Graph.at(address));
      }
      this.graph = await graphs.get(address);
    } catch {
      graphs.delete(address);
      if (!signal.aborted) this.navigation.lost(() => void this.learn(signal));
      return;
    }
    if (!this.graph || signal.aborted) return;
    const [place, table, strip] = [byId("inspector"), byId("layers"), byId("strip")];
    if (place)
      this.inspector = new Inspector(
        place,
        this.graph,
        (text) => this.say(text),
        () => this.url,
      );
    if (table)
      this.table = new Table(table, this.graph, signal, (id) => void this.opening.openTo(id, true));
    if (strip) this.strip = new Strip(strip, this.graph, (id) => this.selection.reveal(id));
    // Who has gone on meanwhile is where he went, not where the link led.
    if (this.steered || this.selection.id || this.by) this.remember();
    else this.memory.restore();
    this.update();
    this.memory.carry();
    this.root.dataset.ready = "true";
  }

  // ---- The input -------------------------------------------------------------------------------

  /** @param {Input} input */
  resize(input) {
    this.input = input;
    this.url = withInput(this.url, input);
    this.say(this.lasting, true);
    this.check.forget();
    this.update();
    this.remember();
  }

  /** Write all that depends on the input anew. */
  update() {
    const { input, graph } = this;
    this.readouts?.update(input, this.symbols);
    const now = byId("input-now");
    const size = `${input.height}×${input.width}`;
    if (now)
      now.textContent =
        input.batch > 1 ? t("{size}, batch {batch}", { size, batch: input.batch }) : size;
    if (!graph) return;
    facts(this.root, graph, input, this.symbols);
    this.table?.update(input, this.symbols);
    this.strip?.update(input);
    this.mark();
    if (this.by) this.colour(this.by);
    this.finder.look();
    this.selection.explain();
  }

  /** Another input or theme, or other words for the same shapes. @param {URL} url */
  reword(url) {
    this.url = url;
    this.input = inputOf(url);
    this.sizes.show(this.input);
    this.drawn();
    this.remember();
  }

  /** This page is over; nothing it has begun goes on. */
  end() {
    this.ends.abort();
    clearTimeout(this.following);
    clearTimeout(this.saying);
    this.memory.drop();
  }

  /** The explorer of another page in this one's place. @param {HTMLElement} root */
  again(root) {
    root.classList.add("again"); // no first paint for its table to wait for
    this.root.replaceWith(root);
    return new Explorer(root);
  }

  remember() {
    this.memory.remember();
  }

  /** Mark where the input can't go on. */
  mark() {
    const trouble = this.graph?.trouble(this.input) ?? new Map();
    for (const part of this.picture.svg.querySelectorAll(".trouble"))
      part.classList.remove("trouble");
    for (const id of trouble.keys()) this.picture.showing(id, this.graph)?.classList.add("trouble");
    const first = [...trouble][0];
    if (first) this.say(t("{name}: {text}", { name: first[0], text: first[1] }));
  }

  /** Tell the reader, for a moment. @param {string} text
   * @param {boolean} [lasts] until something else does, for all that is said meanwhile */
  say(text, lasts = false) {
    const said = byId("said");
    if (!said) return;
    if (lasts) this.lasting = text;
    said.textContent = text;
    clearTimeout(this.saying);
    if (!lasts) this.saying = setTimeout(() => (said.textContent = this.lasting), 6000);
  }

  // ---- The picture -----------------------------------------------------------------------------

  /** What is to be done whenever there is a new picture, or other words on it. */
  drawn() {
    if (this.readouts?.svg !== this.picture.svg) this.readouts = new Readouts(this.picture.svg);
    this.readouts.follow(this.camera.sight);
    for (const link of this.picture.svg.querySelectorAll("a")) link.setAttribute("tabindex", "-1");
    const theme = this.url.searchParams.get("theme");
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    this.minimap?.draw(this.picture);
    const { id } = this.selection;
    if (id) this.selection.select(id, false);
    this.finder.mark();
    this.root.querySelector("[data-do=symbols]")?.setAttribute("aria-pressed", `${this.symbols}`);
    this.update();
  }

  /** Colour by a quantity, or by none. @param {string} by */
  colour(by) {
    this.by = by;
    const key = byId("heat-key");
    if (this.graph && key) heat(this.picture, this.graph, by, this.input, key);
  }

  moved() {
    this.following ??= setTimeout(() => {
      this.following = undefined;
      this.readouts?.follow(this.camera.sight);
      this.strip?.here(this.inSight());
      if (this.steered) this.remember();
    }, 120);
  }

  /** The blocks, stem and head that are in sight, or will be when the picture has come to rest. */
  inSight() {
    const { left, top, right, bottom } = this.camera.sight;
    const seen = new Set();
    for (const [id, part] of this.picture.parts) {
      if (part.classList.contains("frame")) continue;
      const { x, y, width, height } = this.picture.boxOf(part);
      if (y + height < top || y > bottom || x + width < left || x > right) continue;
      const op = this.graph?.op.get(id);
      for (const group of op ? [op.block ?? op.stage] : (part.dataset.covers?.split(" ") ?? [id])) {
        seen.add(group);
        if (part.classList.contains("closed"))
          for (const inner of this.graph?.groups ?? [])
            if (inner.parent === group) seen.add(inner.id);
      }
    }
    return seen;
  }
}

const root = byId("explorer");
if (root) new Explorer(root);
