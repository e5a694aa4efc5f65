import assert from "node:assert/strict";
import test from "node:test";

import { Graph } from "../../../static/js/graph/graph.js";
import { torchOf } from "../../../static/js/graph/torch.js";
import { dropped, formula, formulas, spanOf } from "../../../static/js/graph/window.js";
import { HALF, INPUT, RESIDUAL, SAME, op, twice, window } from "./graphs.js";

const CONV1 = window(7, 2, 3);
const AT_225 = { height: 225, width: 320, batch: 1 };

// ---- Who belongs to whom -----------------------------------------------------------------------

test("a stage's members are its ops, those of its blocks included", () => {
  const ids = (of) => RESIDUAL.members(of).map((it) => it.id);
  assert.deepEqual(ids("layer1"), ids("layer1.0"));
  assert.equal(ids("layer1").length, 4);
  assert.deepEqual(ids("stem"), ["conv1"]);
  assert.deepEqual(ids("conv1"), ["conv1"]);
  assert.deepEqual(ids("nothing"), []);
});

test("the network is all but its input", () =>
  assert.deepEqual(RESIDUAL.members("network"), RESIDUAL.ops.slice(1)));

test("what leaves a group is its last op", () => {
  assert.equal(RESIDUAL.last("layer1").id, "layer1.0.add");
  assert.equal(RESIDUAL.last("conv1").id, "conv1");
});

test("what enters is one tensor, or two at an addition", () => {
  assert.deepEqual(
    RESIDUAL.entering("layer1").map((it) => it.channels),
    [64],
  );
  assert.deepEqual(
    RESIDUAL.entering("layer1.0.add").map((it) => it.channels),
    [128, 128],
  );
});

// ---- Costs -------------------------------------------------------------------------------------

test("MACs are per position, for every image of the batch", () => {
  assert.equal(RESIDUAL.cost("conv1", AT_225).macs, 9408 * 113 * 160);
  assert.equal(RESIDUAL.cost("conv1", { ...AT_225, batch: 8 }).macs, 8 * 9408 * 113 * 160);
  assert.equal(RESIDUAL.cost("conv1", AT_225).activations, 64 * 113 * 160);
});

test("parameters depend on no input", () => {
  for (const input of [AT_225, { height: 1, width: 1, batch: 256 }])
    assert.equal(RESIDUAL.cost("layer1.0", input).parameters, 73728 + 8192);
});

test("a group costs what its members do", () => {
  const sum = { parameters: 0, macs: 0, activations: 0, convFcActivations: 0 };
  for (const it of RESIDUAL.members("network"))
    for (const [name, value] of Object.entries(RESIDUAL.cost(it.id, AT_225))) sum[name] += value;
  assert.deepEqual(RESIDUAL.cost("network", AT_225), sum);
});

// ---- Trouble -----------------------------------------------------------------------------------

const square = (side) => ({ height: side, width: side, batch: 1 });

test("a residual network takes any input", () => {
  for (const side of [1, 2, 7, 224, 225]) assert.equal(RESIDUAL.trouble(square(side)).size, 0);
});

test("an input too small is told where nothing is left of it, and only there", () => {
  const unpadded = new Graph({
    ops: [
      INPUT,
      op("conv1", ["input"], 64, { a: -6, s: 1 }, { windows: twice(window(7)) }),
      op("conv2", ["conv1"], 64, { a: -8, s: 1 }, { windows: twice(window(3)) }),
      op("fc", ["conv2"], 10, []),
    ],
    groups: [],
  });
  assert.deepEqual([...unpadded.trouble(square(6)).keys()], ["conv1"]);
  assert.match(unpadded.trouble(square(6)).get("conv1"), /64×0×0/);
  assert.deepEqual([...unpadded.trouble(square(8)).keys()], ["conv2"]);
  assert.match(unpadded.trouble({ height: 9, width: 8, batch: 1 }).get("conv2"), /64×1×0/);
  assert.equal(unpadded.trouble(square(9)).size, 0);
});

test("two branches that disagree are told with both shapes", () => {
  const branches = new Graph({
    ops: [
      INPUT,
      op("floor", ["input"], 64, { a: 0, s: 2 }, { windows: twice(window(2, 2)) }),
      op("ceiling", ["input"], 64, HALF, { windows: twice(window(1, 2)) }),
      op("add", ["floor", "ceiling"], 64, HALF, { kind: "add" }),
      op("after", ["add"], 64, HALF),
    ],
    groups: [],
    demands: [
      { op: "add", given: "(H/2)", taken: "(H+1/2)" },
      { op: "add", given: "(W/2)", taken: "(W+1/2)" },
    ],
  });
  assert.equal(branches.trouble(square(224)).size, 0);
  const found = branches.trouble(square(225));
  assert.deepEqual([...found], [["add", "can’t add 64×112×112 and 64×113×113"]]);
  assert.equal(branches.trouble({ height: 224, width: 225, batch: 2 }).size, 1);
});

test("two branches of one shape are no trouble however they came to it", () => {
  const branches = new Graph({
    ops: [
      INPUT,
      op("one", ["input"], 64, SAME),
      op("other", ["input"], 64, { a: 0, s: 1 }),
      op("add", ["one", "other"], 64, SAME, { kind: "add" }),
    ],
    groups: [],
  });
  assert.equal(branches.trouble(square(5)).size, 0);
});

// ---- Windows -----------------------------------------------------------------------------------

test("the size formula has its numbers, as PyTorch documents it", () => {
  assert.equal(formula(CONV1, 225), "⌊(225 + 2·3 − 7) / 2⌋ + 1 = 113");
  assert.equal(formula(CONV1, 224), "⌊(224 + 2·3 − 7) / 2⌋ + 1 = 112");
  assert.equal(formula(window(1), 1), "⌊(1 + 2·0 − 1) / 1⌋ + 1 = 1");
});

test("a dilated window says where its span comes from", () => {
  const dilated = window(3, 1, 2, 2);
  assert.equal(spanOf(dilated), 5);
  assert.equal(formula(dilated, 28), "⌊(28 + 2·2 − 2·(3 − 1) − 1) / 1⌋ + 1 = 28");
});

test("what the floor drops is what no window reaches", () => {
  assert.equal(dropped(CONV1, 225), 0);
  assert.equal(dropped(CONV1, 224), 1);
  assert.equal(dropped(window(1, 2), 56), 1);
  assert.equal(dropped(window(3, 3, 0), 8), 2);
  assert.equal(dropped(window(3, 1, 1), 57), 0);
});

test("height and width are told apart only where they differ", () => {
  const conv1 = RESIDUAL.op.get("conv1");
  assert.deepEqual(formulas(RESIDUAL, conv1, square(225)), ["⌊(225 + 2·3 − 7) / 2⌋ + 1 = 113"]);
  assert.deepEqual(formulas(RESIDUAL, conv1, AT_225), [
    "⌊(225 + 2·3 − 7) / 2⌋ + 1 = 113",
    "⌊(320 + 2·3 − 7) / 2⌋ + 1 = 160",
  ]);
  assert.deepEqual(formulas(RESIDUAL, RESIDUAL.op.get("layer1.0.relu"), AT_225), []);
});

// ---- PyTorch -----------------------------------------------------------------------------------

const line = (kind, channels, extent, more) =>
  torchOf(op("it", ["input"], channels, extent, { kind, ...more }));

test("a line of PyTorch says what differs from its defaults", () => {
  assert.equal(
    torchOf(RESIDUAL.op.get("conv1")),
    "nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False)",
  );
  assert.equal(
    torchOf(RESIDUAL.op.get("layer1.0.downsample.0")),
    "nn.Conv2d(64, 128, kernel_size=1, stride=2, bias=False)",
  );
  assert.equal(
    line("conv", 8, SAME, { windows: twice(window(3, 1, 2, 2)), groups: 4, bias: true }),
    "nn.Conv2d(3, 8, kernel_size=3, padding=2, dilation=2, groups=4)",
  );
});

test("a window that differs by axis is a pair", () =>
  assert.equal(
    line("conv", 8, SAME, { windows: [window(1, 1, 0), window(7, 1, 3)], bias: true }),
    "nn.Conv2d(3, 8, kernel_size=(1, 7), padding=(0, 3))",
  ));

test("a pooling always says its stride, whose default is its kernel", () => {
  assert.equal(
    line("max_pool", 64, HALF, { windows: twice(window(3, 2, 1)) }),
    "nn.MaxPool2d(3, stride=2, padding=1)",
  );
  assert.equal(
    line("max_pool", 64, SAME, { windows: twice(window(3, 1, 1)) }),
    "nn.MaxPool2d(3, stride=1, padding=1)",
  );
});

test("the other layers have their lines", () => {
  assert.equal(line("batch_norm", 64, HALF), "nn.BatchNorm2d(64)");
  assert.equal(line("relu", 64, HALF), "nn.ReLU(inplace=True)");
  assert.equal(line("avg_pool", 512, { a: 1, s: 0 }), "nn.AdaptiveAvgPool2d((1, 1))");
  assert.equal(line("linear", 1000, [], { in_channels: 512, bias: true }), "nn.Linear(512, 1000)");
  assert.equal(line("linear", 10, [], { in_channels: 512 }), "nn.Linear(512, 10, bias=False)");
  assert.equal(line("flatten", 512, []), "torch.flatten(x, 1)");
  assert.equal(line("add", 64, SAME), "out += identity");
  assert.equal(line("input", 3, SAME), "");
});

test("a graph holds where its guards pass and its shapes were seen", () => {
  const guards = [{ left: "H+-100", relation: "<", holds: false }];
  const graph = new Graph({ ops: [INPUT], groups: [], guards });
  assert.ok(graph.holdsAt(square(100)));
  assert.ok(!graph.holdsAt(square(99)));
  const seen = new Graph({ ops: [INPUT], groups: [], seen_at: [224, 225] });
  assert.ok(seen.holdsAt({ height: 224, width: 225, batch: 3 }));
  assert.ok(!seen.holdsAt(square(224)));
});

test("a transposed convolution uses its weights at each position of its input", () => {
  const graph = new Graph({
    ops: [
      INPUT,
      op("up", ["input"], 4, { a: 0, s: 1 }, { kind: "conv_transpose", macs_per_position: 10 }),
    ],
    groups: [],
  });
  graph.op.get("up").output.extents.forEach((extent) => (extent.form = "2*H"));
  assert.equal(graph.cost("up", square(5)).macs, 10 * 25);
});
