// Graphs by hand, as the API answers them.

import { Graph } from "../../../static/js/graph/graph.js";

export const SAME = { a: 0, s: 1 };
export const HALF = { a: 1, s: 2 };

export const window = (kernel, stride = 1, padding = 0, dilation = 1) => ({
  kernel,
  stride,
  padding,
  dilation,
});
export const twice = (it) => [it, it];

/** An op with what is usual left out. */
export const op = (id, inputs, channels, extent, more = {}) => ({
  id,
  kind: "conv",
  stage: "layer1",
  block: "layer1.0",
  role: "residual",
  inputs,
  output: { channels, extents: Array.isArray(extent) ? extent : twice(extent) },
  in_channels: 3,
  windows: null,
  groups: 1,
  bias: false,
  parameters: 0,
  macs_per_position: 0,
  receptive_field: [1, 1],
  ...more,
});

export const group = (id, kind, parent = null, more = {}) => ({
  id,
  kind,
  parent,
  type: "",
  number: 0,
  names: [id],
  shortcut: null,
  ...more,
});

export const INPUT = op("input", [], 3, SAME, {
  kind: "input",
  stage: "",
  block: null,
  role: "trunk",
});

/** A residual block with a stride: conv1 and a projection meet at an addition. */
export const RESIDUAL = new Graph({
  ops: [
    INPUT,
    op("conv1", ["input"], 64, HALF, {
      stage: "stem",
      block: null,
      role: "trunk",
      windows: twice(window(7, 2, 3)),
      parameters: 9408,
      macs_per_position: 9408,
      receptive_field: [7, 7],
    }),
    op(
      "layer1.0.conv1",
      ["conv1"],
      128,
      { a: 3, s: 4 },
      {
        in_channels: 64,
        windows: twice(window(3, 2, 1)),
        parameters: 73728,
        macs_per_position: 73728,
      },
    ),
    op("layer1.0.relu", ["layer1.0.conv1"], 128, { a: 3, s: 4 }, { kind: "relu" }),
    op(
      "layer1.0.downsample.0",
      ["conv1"],
      128,
      { a: 3, s: 4 },
      {
        role: "shortcut",
        in_channels: 64,
        windows: twice(window(1, 2)),
        parameters: 8192,
        macs_per_position: 8192,
      },
    ),
    op(
      "layer1.0.add",
      ["layer1.0.relu", "layer1.0.downsample.0"],
      128,
      { a: 3, s: 4 },
      {
        kind: "add",
        role: "trunk",
      },
    ),
    op(
      "avgpool",
      ["layer1.0.add"],
      128,
      { a: 1, s: 0 },
      {
        kind: "avg_pool",
        stage: "head",
        block: null,
        role: "trunk",
        receptive_field: null,
      },
    ),
  ],
  groups: [
    group("stem", "stem"),
    group("layer1", "stage", null, { names: ["stage1", "layer1", "conv2_x"] }),
    group("layer1.0", "block", "layer1", { type: "basic", shortcut: "projection" }),
    group("head", "head"),
  ],
});
