// Lines of PyTorch.

/** @typedef {import("./graph.js").Op} Op */

/** The line of PyTorch that makes an op. @param {Op} op */
export function torchOf(op) {
  const both = (/** @type {"kernel" | "stride" | "padding" | "dilation"} */ name) => {
    const [height, width] = op.windows?.map((window) => window[name]) ?? [];
    return height === width ? `${height}` : `(${height}, ${width})`;
  };
  const given = (/** @type {"stride" | "padding" | "dilation"} */ name, usual = 0) =>
    both(name) === `${usual}` ? "" : `, ${name}=${both(name)}`;
  switch (op.kind) {
    case "conv":
      return (
        `nn.Conv2d(${op.in_channels}, ${op.output.channels}, kernel_size=${both("kernel")}` +
        `${given("stride", 1)}${given("padding")}${given("dilation", 1)}` +
        `${op.groups > 1 ? `, groups=${op.groups}` : ""}${op.bias ? "" : ", bias=False"})`
      );
    case "max_pool":
      return (
        `nn.MaxPool2d(${both("kernel")}, stride=${both("stride")}${given("padding")}` +
        `${given("dilation", 1)}${op.windows?.[0].ceil ? ", ceil_mode=True" : ""})`
      );
    case "frozen_batch_norm":
      return `torchvision.ops.FrozenBatchNorm2d(${op.output.channels})`;
    case "group_norm":
      return `nn.GroupNorm(${op.groups}, ${op.output.channels})`;
    case "channel_conv": {
      const kernel = op.weights.weight?.[2] ?? 3;
      return `nn.Conv1d(1, 1, ${kernel}, padding=${(kernel - 1) / 2}, bias=False)`;
    }
    case "batch_norm":
      return `nn.BatchNorm2d(${op.output.channels})`;
    case "relu":
      return "nn.ReLU(inplace=True)";
    case "avg_pool":
      if (op.windows)
        return `nn.AvgPool2d(${both("kernel")}, stride=${both("stride")}${given("padding")}${op.windows[0].ceil ? ", ceil_mode=True" : ""}, count_include_pad=False)`;
      return `nn.AdaptiveAvgPool2d((${op.output.extents.map(({ a }) => a).join(", ")}))`;
    case "linear":
      return `nn.Linear(${op.in_channels}, ${op.output.channels}${op.bias ? "" : ", bias=False"})`;
    case "flatten":
      return "torch.flatten(x, 1)";
    case "sigmoid":
      return "nn.Sigmoid()";
    case "pad":
      return `nn.ZeroPad3d((0, 0, 0, 0, 0, ${op.output.channels - op.in_channels}))`;
    case "mul":
      return "out * weights";
    case "add":
      return "out += identity";
    default:
      return "";
  }
}
