import assert from "node:assert/strict";
import test from "node:test";

import { search } from "../../../static/js/graph/search.js";
import { Graph } from "../../../static/js/graph/graph.js";
import { HALF, INPUT, RESIDUAL, SAME, op, twice, window } from "./graphs.js";

const found = (text, input = { height: 225, width: 225, batch: 1 }) =>
  search(RESIDUAL, text, input);

test("nothing finds nothing", () => {
  for (const text of ["", "  ", ",", "resnext", "conv9"]) assert.deepEqual(found(text), [], text);
});

test("a module path is found by any part of it, in the order of execution", () => {
  assert.deepEqual(found("conv1"), ["conv1", "layer1.0.conv1"]);
  assert.deepEqual(found("layer1.0.r"), ["layer1.0.relu"]);
  assert.deepEqual(found("downsample"), ["layer1.0.downsample.0"]);
});

test("a stage is found by any of its names, before its ops", () => {
  for (const name of ["stage1", "layer1", "conv2_x", "CONV2_X"])
    assert.equal(found(name)[0], "layer1");
  assert.deepEqual(found("layer1.0").slice(0, 2), ["layer1.0", "layer1.0.conv1"]);
});

test("a kind is found with or without its underscore, in any case", () => {
  for (const text of ["avg_pool", "avg pool", "AVG_POOL"])
    assert.deepEqual(found(text), ["avgpool"], text);
  assert.deepEqual(found("add"), ["layer1.0.add"]);
});

test("a kernel is found whichever sign is between its sides", () => {
  for (const text of ["3x3", "3×3", "3*3", "3 x 3", "3X3"])
    assert.deepEqual(found(text), ["layer1.0.conv1"], text);
  assert.deepEqual(found("7x7"), ["conv1"]);
});

test("an option is found whole", () => {
  assert.deepEqual(found("stride=2"), ["conv1", "layer1.0.conv1", "layer1.0.downsample.0"]);
  assert.deepEqual(found("stride=1"), []);
  assert.deepEqual(found("padding=3"), ["conv1"]);
});

test("what the picture and PyTorch print is understood", () => {
  for (const text of ["↓2", "stride 2", "stride = 2"])
    assert.deepEqual(found(text), found("stride=2"), text);
  assert.deepEqual(found("stage 1"), found("stage1"));
  const shape = found("64x113x113");
  assert.ok(shape.length);
  for (const text of ["(64, 113, 113)", "(64,113,113)"]) assert.deepEqual(found(text), shape, text);
});

test("a shape is found at the input of now", () => {
  assert.deepEqual(found("64x113x113"), ["conv1"]);
  assert.deepEqual(found("64x112x112"), []);
  assert.deepEqual(found("64x112x112", { height: 224, width: 224, batch: 1 }), ["conv1"]);
  assert.deepEqual(found("64x112x160", { height: 224, width: 320, batch: 8 }), ["conv1"]);
});

test("a number is what a shape or kernel begins with, not a part of another number", () => {
  assert.deepEqual(found("64"), ["conv1"]);
  assert.deepEqual(found("12"), []);
});

test("a stride that no op has by itself is the cumulative one", () => {
  const ops = ["layer1.0.conv1", "layer1.0.relu", "layer1.0.downsample.0", "layer1.0.add"];
  for (const text of ["stride 4", "stride=4", "1/4", "1 / 4", "↓4", "output stride 4"])
    assert.deepEqual(found(text), ["layer1", ...ops], text);
  assert.deepEqual(found("1/2"), ["stem", "conv1"]);
  assert.deepEqual(found("1/4 add"), ["layer1.0.add"]);
});

test("dilation finds what is dilated", () => {
  assert.deepEqual(found("dilation"), []);
  const dilated = new Graph({
    ops: [INPUT, op("conv1", ["input"], 64, SAME, { windows: twice(window(3, 1, 2, 2)) })],
    groups: [],
  });
  for (const text of ["dilation", "dilated", "dilation=2", "dilation 2"])
    assert.deepEqual(search(dilated, text, { height: 9, width: 9, batch: 1 }), ["conv1"], text);
});

test("every word has to fit", () => {
  assert.deepEqual(found("stride=2 shortcut"), ["layer1.0.downsample.0"]);
  assert.deepEqual(found("3x3, stride=2"), ["layer1.0.conv1"]);
  assert.deepEqual(found("3x3 shortcut"), []);
});

test("the input is no layer", () => assert.ok(!found("input").includes("input")));

test("upsampling is found by its factor, however it is written", () => {
  const larger = op("up", ["conv1"], 64, SAME, { kind: "interpolate", block: null });
  const graph = new Graph({ ops: [INPUT, op("conv1", ["input"], 64, HALF), larger], groups: [] });
  for (const text of ["2x", "2×", "x2", "↑2", "upsampling"])
    assert.deepEqual(search(graph, text, { height: 224, width: 224, batch: 1 }), ["up"], text);
  assert.deepEqual(search(graph, "4x", { height: 224, width: 224, batch: 1 }), []);
});
