import assert from "node:assert/strict";
import test from "node:test";

import { Store } from "../../../static/js/state/store.js";
import {
  addressOf,
  fragmentOf,
  readFragment,
  reducer,
  stateOf,
} from "../../../static/js/state/view.js";

const at = (query = "", name = "resnet50") => new URL(`http://atlas/models/${name}${query}`);
const query = (url) => url.pathname.replace("/models/resnet50", "") + url.search + url.hash;

/** A store at an address whose fragment has been applied. */
function open(address = "") {
  const store = new Store(reducer, stateOf(at(address)));
  const { selected, heat, zoom } = readFragment(store.state.fragment);
  store.dispatch({ type: "restore", selected, heat, zoom });
  return store;
}
const go = (link, more = {}) => ({
  type: "navigate",
  url: at(link),
  step: "new",
  anchor: "",
  carry: true,
  ...more,
});
const traverse = (to) => ({ type: "traverse", url: at(to) });
const ARRIVE = { type: "arrive" };
const square = (side) => ({ height: side, width: side, batch: 1 });
const shown = (store) => query(store.state.url);
const address = (store) => query(addressOf(store.state));

// ---- Address and state -------------------------------------------------------------------------

test("an address is the state that it leads to, written again", () => {
  for (const text of [
    "",
    "?focus=layer2&open=layer2.0&theme=dark&shapes=symbols&size=225x320&batch=8&lang=zh",
    "#select=layer2.0.conv1",
    "?size=7#select=conv1&heat=macs&zoom=1.5,20,-3",
    "#heat=field",
  ])
    assert.equal(address(open(text)), text);
});

test("a fragment stays in the address until it is applied", () => {
  const store = new Store(reducer, stateOf(at("?open=layer1#conv1")));
  store.dispatch({ type: "resize", input: square(96) });
  assert.equal(address(store), "?open=layer1&size=96#conv1");
  assert.equal(store.state.selected, "");
});

test("what the reader does before a fragment is applied makes it void", () => {
  const store = new Store(reducer, stateOf(at("#select=conv1&zoom=2,0,0")));
  store.dispatch({ type: "heat", by: "macs" });
  assert.equal(address(store), "#heat=macs");
});

test("a fragment without names is the id of a part", () => {
  assert.deepEqual(readFragment("#layer2.0"), {
    bare: true,
    selected: "layer2.0",
    heat: "",
    memory: "",
    zoom: "",
  });
  assert.deepEqual(readFragment("#zoom=1,2,3&other=x"), {
    bare: false,
    selected: "",
    heat: "",
    memory: "",
    zoom: "1,2,3",
  });
  assert.equal(readFragment("").bare, false);
});

test("a fragment has what isn't usual", () => {
  assert.equal(fragmentOf({ selected: "", heat: "", zoom: "" }), "");
  assert.equal(fragmentOf({ selected: "a", heat: "", zoom: "1,2,3" }), "select=a&zoom=1,2,3");
});

// ---- Changes in place --------------------------------------------------------------------------

test("the input, the look, the selection, the colours and the movement change the address", () => {
  const store = open("?open=layer2");
  store.dispatch({ type: "resize", input: { height: 225, width: 320, batch: 2 } });
  store.dispatch({ type: "select", id: "layer2.0" });
  store.dispatch({ type: "heat", by: "macs" });
  store.dispatch({ type: "aim", zoom: "2,10,10" });
  assert.equal(
    address(store),
    "?open=layer2&size=225x320&batch=2#select=layer2.0&heat=macs&zoom=2,10,10",
  );
  store.dispatch({ type: "restyle", url: at("?open=layer2&theme=dark") });
  store.dispatch({ type: "select", id: "" });
  assert.equal(address(store), "?open=layer2&theme=dark#heat=macs&zoom=2,10,10");
});

test("an action that changes nothing is no change", () => {
  const store = open("#select=conv1");
  let changes = 0;
  store.subscribe(() => changes++);
  store.dispatch({ type: "select", id: "conv1" });
  store.dispatch({ type: "heat", by: "" });
  store.dispatch({ type: "aim", zoom: "" });
  assert.equal(changes, 0);
});

test("no action changes the state before it", () => {
  const store = open("?open=layer1&size=7#select=conv1");
  const before = store.state;
  const copy = JSON.stringify(before);
  for (const action of [
    { type: "resize", input: square(9) },
    { type: "heat", by: "macs" },
    go("?open=layer1,layer2"),
    ARRIVE,
    traverse("?open=layer1&size=7"),
    ARRIVE,
  ])
    store.dispatch(action);
  assert.equal(JSON.stringify(before), copy);
});

// ---- Navigation --------------------------------------------------------------------------------

test("until the answer is there, the address is that of what is shown", () => {
  const store = open("?size=96#select=conv1&heat=macs");
  store.dispatch(go("?open=layer2", { anchor: "layer2" }));
  assert.equal(address(store), "?size=96#select=conv1&heat=macs");
  assert.equal(query(store.state.pending.url), "?open=layer2&size=96");
  assert.equal(store.state.pending.anchor, "layer2");
  store.dispatch(ARRIVE);
  assert.equal(address(store), "?open=layer2&size=96#select=conv1&heat=macs");
  assert.equal(store.state.pending, null);
});

test("a form's own input isn't replaced by the current one", () => {
  const store = open("?size=96&theme=dark");
  store.dispatch(go("?focus=layer2&size=7", { carry: false }));
  store.dispatch(ARRIVE);
  assert.equal(shown(store), "?focus=layer2&size=7");
});

test("what changes while an answer is on its way holds when it comes", () => {
  const store = open();
  store.dispatch(go("?open=layer2"));
  store.dispatch({ type: "resize", input: square(96) });
  store.dispatch({ type: "restyle", url: at("?theme=dark&size=96") });
  store.dispatch(ARRIVE);
  assert.equal(shown(store), "?open=layer2&theme=dark&size=96");
});

test("two groups opened faster than an answer are both open", () => {
  const store = open();
  store.dispatch(go("?open=layer1"));
  store.dispatch(go("?open=layer2"));
  store.dispatch(ARRIVE);
  assert.equal(shown(store), "?open=layer1,layer2");
});

test("on another page what isn't drawn there isn't selected, and colours wait for its graph", () => {
  const store = open("#select=layer1.0&heat=macs&zoom=2,1,1");
  store.dispatch(go("?focus=layer2"));
  store.dispatch(ARRIVE);
  assert.deepEqual([store.state.selected, store.state.heat], ["", ""]);
  assert.equal(address(store), "?focus=layer2#heat=macs");
});

test("at another detail or direction what is selected stays so", () => {
  for (const link of ["?detail=full", "?direction=LR", "?fold=false"]) {
    const store = open("#select=layer1.0");
    store.dispatch(go(link));
    store.dispatch(ARRIVE);
    assert.equal(address(store), `${link}#select=layer1.0`);
  }
});

test("a refused step leaves everything as it was", () => {
  const store = open("?open=layer1#select=conv1");
  const before = address(store);
  store.dispatch(go("?open=layer2"));
  store.dispatch({ type: "fail", lost: false });
  assert.equal(address(store), before);
  assert.equal(store.state.pending, null);
});

test("a lost step isn't merged with the next one", () => {
  const store = open();
  store.dispatch(go("?open=layer1"));
  store.dispatch({ type: "fail", lost: true });
  store.dispatch(go("?open=layer2"));
  assert.equal(query(store.state.pending.url), "?open=layer2");
});

// ---- Back and forward --------------------------------------------------------------------------

test("while a step back is on its way, the address is where it leads", () => {
  const store = open("?open=layer2");
  store.dispatch(traverse("?size=7#select=conv1"));
  assert.equal(shown(store), "?open=layer2");
  assert.equal(address(store), "?size=7#select=conv1");
  store.dispatch({ type: "resize", input: square(9) });
  assert.equal(address(store), "?size=9#select=conv1");
  store.dispatch(ARRIVE);
  assert.equal(shown(store), "?size=9");
  assert.equal(store.state.fragment, "#select=conv1");
});

test("back and forward again is where one was, at the size of then", () => {
  const store = open("?open=layer2&size=96");
  store.dispatch(traverse(""));
  store.dispatch({ type: "resize", input: square(7) });
  store.dispatch(traverse("?open=layer2&size=96#heat=macs"));
  assert.equal(store.state.pending, null);
  assert.equal(address(store), "?open=layer2&size=96#heat=macs");
});

test("back leaves behind what is on its way", () => {
  const store = open();
  store.dispatch(go("?open=layer2"));
  store.dispatch(traverse("#select=conv1"));
  assert.equal(store.state.pending, null);
  assert.equal(address(store), "#select=conv1");
});

test("a step back that is refused leaves what is shown", () => {
  const store = open("?open=layer2#select=conv1");
  store.dispatch(traverse(""));
  store.dispatch(traverse("?open=layer3"));
  store.dispatch({ type: "fail", lost: false });
  assert.equal(address(store), "?open=layer2#select=conv1");
});

test("a step back stays pending while the server is lost", () => {
  const store = open("?open=layer2");
  store.dispatch(traverse(""));
  store.dispatch({ type: "fail", lost: true });
  assert.ok(store.state.pending.lost);
  assert.equal(address(store), "");
  store.dispatch(go("?open=layer3"));
  assert.equal(query(store.state.pending.url), "?open=layer3");
});

test("a place on the page is no step to another one", () => {
  const store = open("?open=layer2");
  store.dispatch(traverse("?open=layer2#layers"));
  assert.equal(store.state.pending, null);
  assert.equal(address(store), "?open=layer2#layers");
});

test("two networks side by side are moved and led on in the same way", () => {
  const url = (query) => new URL(`http://atlas/compare?left=resnet18&right=resnet34${query}`);
  const store = new Store(reducer, stateOf(url("#zoom=2,1,1")));
  store.dispatch({ type: "restore", selected: "", heat: "", zoom: "2,1,1" });
  store.dispatch(go("", { url: url("&open=layer1") }));
  store.dispatch(ARRIVE);
  assert.equal(addressOf(store.state).href, url("&open=layer1").href);
});
