import assert from "node:assert/strict";
import test from "node:test";

import {
  carried,
  inputOf,
  layoutOf,
  onTheWay,
  readBatch,
  readSize,
  samePage,
  tidy,
  unfolded,
  withInput,
  withValue,
  writeSize,
} from "../../../static/js/state/address.js";

const at = (query = "", name = "resnet50") => new URL(`http://atlas/models/${name}${query}`);
const query = (url) => url.pathname.replace("/models/resnet50", "") + url.search + url.hash;

// ---- Reading -----------------------------------------------------------------------------------

test("a size is one number or two", () => {
  assert.deepEqual(readSize("224"), { height: 224, width: 224 });
  for (const text of ["225x320", "225X320", "225×320", " 225 x 320 ", "225*320", "２２５ｘ３２０"])
    assert.deepEqual(readSize(text), { height: 225, width: 320 });
  assert.deepEqual(readSize("1"), { height: 1, width: 1 });
  assert.deepEqual(readSize("4096x1"), { height: 4096, width: 1 });
});

test("what is no size is none", () => {
  for (const text of [
    "",
    "0",
    "-5",
    "4097",
    "224x",
    "x224",
    "1x2x3",
    "1e3",
    "224.0",
    "22 4",
    "²",
    "٣",
    "224x0",
    "abc",
  ])
    assert.equal(readSize(text), null, text);
});

test("a batch is from 1 to 256", () => {
  assert.deepEqual(["1", " 8 ", "256"].map(readBatch), [1, 8, 256]);
  for (const text of ["", "0", "257", "-1", "two", "1.5"])
    assert.equal(readBatch(text), null, text);
});

test("a size is written as it is read", () => {
  for (const text of ["224", "225x320", "1x4096"]) assert.equal(writeSize(readSize(text)), text);
});

test("an address without a size, or with nonsense for one, has the usual input", () => {
  const usual = { height: 224, width: 224, batch: 1 };
  for (const text of ["", "?size=", "?size=0&batch=0", "?size=x"])
    assert.deepEqual(inputOf(at(text)), usual);
  assert.deepEqual(inputOf(at("?size=225x320&batch=8")), { height: 225, width: 320, batch: 8 });
});

// ---- Writing -----------------------------------------------------------------------------------

test("the usual input leaves nothing in an address", () => {
  assert.equal(query(withInput(at("?size=7&batch=2"), { height: 224, width: 224, batch: 1 })), "");
  assert.equal(
    query(withInput(at("?focus=layer2"), { height: 225, width: 225, batch: 1 })),
    "?focus=layer2&size=225",
  );
  assert.equal(
    query(withInput(at(), { height: 225, width: 320, batch: 8 })),
    "?size=225x320&batch=8",
  );
});

test("what an input is written to can be read back", () => {
  for (const input of [
    { height: 1, width: 640, batch: 1 },
    { height: 33, width: 33, batch: 256 },
  ])
    assert.deepEqual(inputOf(withInput(at("?open=layer2"), input)), input);
});

test("a parameter is changed, or gone, and the rest stays", () => {
  assert.equal(
    query(withValue(at("?focus=layer2&size=7"), "focus", "layer3")),
    "?focus=layer3&size=7",
  );
  assert.equal(query(withValue(at("?focus=layer2&size=7"), "focus", "")), "?size=7");
  assert.equal(query(withValue(at(), "open", "layer2,layer2.0")), "?open=layer2,layer2.0");
});

test("what is opened or closed on the way elsewhere is so there, too", () => {
  const way = (was, link, pending) => query(onTheWay(at(link), at(was), at(pending)));
  assert.equal(way("", "?open=layer2", "?open=layer1"), "?open=layer1,layer2");
  assert.equal(way("", "?open=layer1", "?open=layer1"), "?open=layer1");
  assert.equal(way("?open=layer1,layer2", "?open=layer1", "?open=layer2"), "");
  assert.equal(
    way("?open=layer1", "?open=layer1&closed=layer2.0", "?open=layer1&unfold=layer1.1"),
    "?open=layer1&closed=layer2.0&unfold=layer1.1",
  );
  assert.equal(way("", "?open=layer2&size=7", "?open=layer1&size=9"), "?open=layer1,layer2&size=7");
});

test("an address given is not changed itself", () => {
  const url = at("?size=7");
  withInput(url, { height: 1, width: 2, batch: 3 });
  withValue(url, "size", "");
  carried(url, at("?size=9"));
  tidy(url);
  samePage(url, at("?open=layer2"));
  assert.equal(url.href, at("?size=7").href);
});

test("a tidy address has no empty parameter and commas as people write them", () => {
  assert.equal(
    query(tidy(at("?open=layer2%2Clayer3&closed=&unfold=#select=layer2"))),
    "?open=layer2,layer3#select=layer2",
  );
  assert.equal(query(tidy(at("?open="))), "");
  assert.equal(query(tidy(at("#select=conv1"))), "#select=conv1");
});

test("what would end a parameter stays escaped", () => {
  const url = tidy(at("?foo=a%26size%3D7%23x"));
  assert.equal(url.searchParams.get("foo"), "a&size=7#x");
  assert.equal(url.searchParams.get("size"), null);
});

// ---- Following ---------------------------------------------------------------------------------

test("a link leads on with the input, shapes and theme of now", () => {
  const now = at("?focus=layer2&theme=dark&shapes=symbols&size=225x320&batch=8");
  const there = carried(at("?focus=layer3"), now);
  assert.equal(query(there), "?focus=layer3&theme=dark&shapes=symbols&size=225x320&batch=8");
});

test("a link loses the input that was written into it long ago", () => {
  assert.equal(
    query(carried(at("?focus=layer3&size=7&batch=2&theme=dark"), at())),
    "?focus=layer3",
  );
  assert.equal(query(carried(at("?size=7#conv1"), at("?size=9"))), "?size=9#conv1");
});

test("only what is open differs on one page", () => {
  assert.ok(samePage(at("?open=layer2&closed=stem"), at("?unfold=layer2.1")));
  assert.ok(samePage(at("?size=7&theme=dark"), at("?open=layer2")));
  assert.ok(samePage(at("?focus=layer2&detail=full"), at("?detail=full&focus=layer2&open=")));
});

test("another part, detail, direction, option or network is another page", () => {
  for (const text of [
    "?focus=layer2",
    "?detail=conv",
    "?direction=LR",
    "?fold=false",
    "?depths=1,1",
  ])
    assert.ok(!samePage(at(), at(text)), text);
  assert.ok(!samePage(at(), at("", "resnet18")));
});

test("a layout's address has neither input nor colours, whatever their order", () => {
  assert.equal(
    layoutOf(at("?open=layer2&size=7&theme=dark&focus=layer2&batch=3&shapes=symbols")),
    layoutOf(at("?focus=layer2&open=layer2")),
  );
  assert.notEqual(layoutOf(at("?open=layer2")), layoutOf(at("?open=layer3")));
});

// ---- The language ------------------------------------------------------------------------------

test("a link leads on in the language that the address names, named last", () => {
  assert.equal(
    query(carried(at("?focus=layer3"), at("?lang=zh&size=7"))),
    "?focus=layer3&size=7&lang=zh",
  );
  assert.equal(query(carried(at("?focus=layer3&lang=en"), at())), "?focus=layer3");
  assert.equal(
    query(withInput(at("?lang=zh&focus=layer2"), { height: 7, width: 7, batch: 2 })),
    "?focus=layer2&size=7&batch=2&lang=zh",
  );
});

test("the language makes no other page and no other layout", () => {
  assert.ok(samePage(at("?focus=layer2&lang=zh"), at("?focus=layer2")));
  assert.equal(layoutOf(at("?open=layer2&lang=zh")), layoutOf(at("?open=layer2")));
});

// ---- Identical blocks --------------------------------------------------------------------------

test("a block's likes are drawn one by one, and those of its stage once again", () => {
  const all = unfolded(at("?unfold=layer3.1"), "layer2", "layer2.1");
  assert.equal(query(all), "?unfold=layer2.1,layer3.1");
  assert.equal(query(unfolded(all, "layer3")), "?unfold=layer2.1");
  assert.equal(query(unfolded(at("?unfold=layer2.1"), "layer2", "")), "");
});

test("what is drawn once already stays as it is", () => {
  assert.equal(unfolded(at("?unfold=layer3.1"), "layer2"), null);
  assert.equal(unfolded(at(), "layer2"), null);
});

test("a comparison stays as people write it", () => {
  const text = "?left=resnet50&right=resnet50;dilated_stages=3,4;size=96&open=layer1,layer2";
  assert.equal(tidy(new URL(`http://atlas/compare${text}`)).search, text);
  assert.equal(tidy(new URL("http://atlas/compare?left=a%26b%3Bc%3Dd")).search, "?left=a%26b;c=d");
});
