import assert from "node:assert/strict";
import test, { afterEach, beforeEach } from "node:test";

import { AddressBar } from "../../../static/js/state/address-bar.js";
import { Store } from "../../../static/js/state/store.js";
import { reducer, stateOf } from "../../../static/js/state/view.js";

/** The addresses that were written. @type {string[]} */
let written;
/** The listeners of the window and the document. */
let listeners;
const listen = (name, act) => (listeners[name] = act);

beforeEach((context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  written = [];
  listeners = {};
  globalThis.history = { replaceState: (state, title, url) => written.push(url.search + url.hash) };
  globalThis.document = { addEventListener: listen, visibilityState: "visible" };
  globalThis.addEventListener = listen;
});

afterEach(() => {
  for (const name of ["history", "document", "addEventListener"]) delete globalThis[name];
});

/** A store with an address bar, which counts how often links would be updated. */
function open() {
  const store = new Store(reducer, stateOf(new URL("http://atlas/models/resnet50")));
  const page = { store, settled: 0, zoom: "" };
  page.bar = new AddressBar(
    store,
    () => page.zoom,
    () => page.settled++,
  );
  return page;
}
const select = (id) => ({ type: "select", id });
const turn = () => new Promise((done) => setImmediate(done));

test("the first of several changes is written at once, the last when no more follow", async (context) => {
  const page = open();
  for (const id of ["a", "b", "c"]) {
    page.store.dispatch(select(id));
    await turn();
  }
  assert.deepEqual(written, ["#select=a"]);
  assert.equal(page.settled, 0);
  context.mock.timers.tick(250);
  assert.deepEqual(written, ["#select=a", "#select=c"]);
  assert.equal(page.settled, 1);
});

test("the address has the movement that follows a selection", async () => {
  const page = open();
  page.store.dispatch(select("a"));
  page.zoom = "2,1,1";
  await turn();
  assert.deepEqual(written, ["#select=a&zoom=2,1,1"]);
});

test("what isn't written yet is written when the page is left or hidden", async () => {
  for (const [event, visibility] of [
    ["pagehide", "visible"],
    ["visibilitychange", "hidden"],
  ]) {
    const page = open();
    page.store.dispatch(select("a"));
    page.store.dispatch(select("b"));
    await turn();
    page.store.dispatch(select("c"));
    document.visibilityState = visibility;
    listeners[event]();
    assert.equal(written.at(-1), "#select=c");
    const count = written.length;
    listeners[event]();
    assert.equal(written.length, count);
  }
});

test("a page that is shown again writes nothing", async () => {
  const page = open();
  page.store.dispatch(select("a"));
  await turn();
  page.store.dispatch(select("b"));
  listeners.visibilitychange();
  assert.deepEqual(written, ["#select=a"]);
});
