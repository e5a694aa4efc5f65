import assert from "node:assert/strict";
import test from "node:test";

import { Debounce } from "../../../static/js/state/debounce.js";

/** One that counts how often it acted. */
function counting() {
  const it = { acted: 0 };
  return Object.assign(new Debounce(() => it.acted++), { of: it });
}

test("of many changes in a row one is acted on, once there are no more", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const it = counting();
  for (let change = 0; change < 5; change++) {
    it.schedule();
    context.mock.timers.tick(200);
  }
  assert.equal(it.of.acted, 0);
  context.mock.timers.tick(300);
  assert.equal(it.of.acted, 1);
});

test("what waits is flushed once, and what doesn't isn't", () => {
  const it = counting();
  it.flush();
  assert.equal(it.of.acted, 0);
  it.schedule();
  it.flush();
  it.flush();
  assert.equal(it.of.acted, 1);
});

test("what is dropped is never acted on", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const it = counting();
  it.schedule();
  it.cancel();
  it.flush();
  context.mock.timers.tick(1000);
  assert.equal(it.of.acted, 0);
});
