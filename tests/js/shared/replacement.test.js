import assert from "node:assert/strict";
import test, { afterEach, beforeEach } from "node:test";

import { Replacement } from "../../../static/js/shared/replacement.js";

const original = globalThis.fetch;
/** What was reported, and what is busy. */
let reports, busy;

beforeEach((context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  reports = [];
  busy = false;
});
afterEach(() => {
  globalThis.fetch = original;
});

const PLACE = { setAttribute: () => (busy = true), removeAttribute: () => (busy = false) };
const open = () =>
  new Replacement(
    () => PLACE,
    (report, message) => reports.push([report, message]),
  );

/** Let the server answer by a function from address to text or response. */
function answer(by) {
  globalThis.fetch = async (url, { signal } = {}) => {
    const text = await by(url, signal);
    return text instanceof Response ? text : new Response(text);
  };
}
const until = (signal) =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));
const turns = async () => {
  for (let turn = 0; turn < 20; turn++) await new Promise((done) => setImmediate(done));
};

test("while an answer is awaited its place is busy", async () => {
  answer((url) => `at ${url}`);
  const loading = open().load("/x");
  assert.ok(busy);
  assert.deepEqual(await loading, { outcome: "answered", text: "at /x" });
  assert.ok(!busy);
  assert.deepEqual(reports, [["answered", ""]]);
});

test("a newer request cancels the one before, which reports nothing", async () => {
  answer((url, signal) => (url === "/old" ? until(signal) : "new"));
  const replacement = open();
  const [old, newer] = await Promise.all([replacement.load("/old"), replacement.load("/new")]);
  assert.equal(old.outcome, "outdated");
  assert.deepEqual(newer, { outcome: "answered", text: "new" });
  assert.deepEqual(reports, [["answered", ""]]);
});

test("a cancelled request is outdated", async () => {
  answer((url, signal) => until(signal));
  const replacement = open();
  const loading = replacement.load("/x");
  replacement.cancel();
  assert.equal((await loading).outcome, "outdated");
  assert.ok(!busy);
});

test("a refusal is reported in the server's words", async () => {
  answer(() => new Response('{"detail": "Not now."}', { status: 503 }));
  assert.equal((await open().load("/x")).outcome, "refused");
  assert.deepEqual(reports, [["refused", "Not now."]]);
});

test("an answer of another kind is refused", async () => {
  answer(() => "<html>");
  assert.equal((await open().load("/x", { begin: "<svg" })).outcome, "refused");
  assert.deepEqual(reports, [["refused", "The server could not answer."]]);
});

test("a slow answer is reported once it takes long", async (context) => {
  answer((url, signal) => until(signal));
  const replacement = open();
  void replacement.load("/x");
  context.mock.timers.tick(3999);
  assert.deepEqual(reports, []);
  context.mock.timers.tick(1);
  assert.deepEqual(
    reports.map(([report]) => report),
    ["slow"],
  );
  replacement.cancel();
  assert.deepEqual(reports.at(-1), ["answered", ""]);
});

test("a lost server is asked again until it answers, and then what failed is retried", async (context) => {
  let up = false;
  answer(() => {
    if (!up) throw new TypeError("no connection");
    return "ok";
  });
  let retried = 0;
  const { outcome } = await open().load("/x", { retry: () => retried++ });
  assert.equal(outcome, "lost");
  assert.equal(reports.at(-1)[0], "lost");
  context.mock.timers.tick(2000);
  await turns();
  assert.equal(retried, 0);
  up = true;
  context.mock.timers.tick(2000);
  await turns();
  assert.equal(retried, 1);
  assert.deepEqual(reports.at(-1), ["returned", ""]);
});

test("what failed isn't retried when something else was asked for", async (context) => {
  let up = false;
  answer(() => {
    if (!up) throw new TypeError("no connection");
    return "ok";
  });
  const replacement = open();
  await replacement.load("/x", { retry: () => assert.fail("retried") });
  up = true;
  assert.equal((await replacement.load("/y")).outcome, "answered");
  context.mock.timers.tick(2000);
  await turns();
});
