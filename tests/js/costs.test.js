import assert from "node:assert/strict";
import test from "node:test";

import { signed } from "../../static/js/costs.js";

test("a difference has its sign", () => {
  assert.deepEqual([1849688064, -231211008, -7, 0].map(signed), ["+1.85 G", "−231.21 M", "−7", "±0"]);
});
