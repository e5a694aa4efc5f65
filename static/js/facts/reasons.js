// Reasons: why a shortcut has a conv, why two tensors can be added, what a floor drops.

import { html } from "../shared/dom.js";
import { sizeOf } from "../graph/extent.js";
import { dropped } from "../graph/window.js";
import { shapeOf, shown } from "../graph/tensor.js";
import { t } from "../shared/messages.js";

/** @typedef {import("../graph/graph.js").Op} Op */
/** @typedef {import("../graph/tensor.js").Input} Input */
/** @typedef {import("../graph/tensor.js").Tensor} Tensor */

/** @type {Record<string, string>} */
export const SHORTCUTS = {
  identity: t("identity shortcut"),
  projection: t("projection shortcut"),
  none: t("no shortcut"),
  padded: t("shortcut without weights"),
  subsampled: t("shortcut without weights"),
};

/** The tensors that are added, and why that is possible.
 * @param {Tensor[]} before @param {Input} input */
export function meeting(before, input) {
  const [one, other] = before.map((tensor) => shown(shapeOf(tensor, input)));
  return html(
    "p",
    {},
    one === other
      ? t(
          "{one} from the residual branch and {other} from the shortcut are added: equal, as at every input size.",
          { one, other },
        )
      : t(
          "{one} from the residual branch and {other} from the shortcut can’t be added: they differ.",
          { one, other },
        ),
  );
}

/** What a block's shortcut is, and why.
 * @param {import("../graph/graph.js").Group} group @param {Tensor} entering @param {Op} last
 * @param {Input} input @param {boolean} pooled whether a pooling is on it */
export function why(group, entering, last, input, pooled) {
  const [before, after] = [entering, last.output].map((tensor) => shown(shapeOf(tensor, input)));
  if (group.shortcut === "identity")
    return html(
      "p",
      {},
      t(
        "At the ⊕, {before} as it entered meets {after} from the residual branch. The two are equal at every input size, so nothing is on the shortcut.",
        { before, after },
      ),
    );
  if (group.shortcut === "none")
    return html("p", {}, t("This network is plain: nothing is added to what the convs give."));
  const halves = entering.extents.length && last.output.extents[0].s > entering.extents[0].s;
  if (group.shortcut === "subsampled")
    return html(
      "p",
      {},
      t(
        "{before} enters, but the residual branch ends at {after}. They can’t be added, so the shortcut takes every other position, without any weights.",
        { before, after },
      ),
    );
  if (group.shortcut === "padded")
    return html(
      "p",
      {},
      halves
        ? t(
            "{before} enters, but the residual branch ends at {after}. They can’t be added, so the shortcut takes every other position and adds channels of zeros: option A of the paper, without any weights.",
            { before, after },
          )
        : t(
            "{before} enters, but the residual branch ends at {after}. They can’t be added, so the shortcut adds channels of zeros, without any weights.",
            { before, after },
          ),
    );
  if (halves && pooled)
    return html(
      "p",
      {},
      t(
        "{before} enters, but the residual branch ends at {after}. They can’t be added, so on the shortcut (PyTorch: downsample) an average pooling changes the size, and a 1×1 conv the channels.",
        { before, after },
      ),
    );
  return html(
    "p",
    {},
    !halves
      ? t(
          "{before} enters, but the residual branch ends at {after}. They can’t be added, so a 1×1 conv on the shortcut (PyTorch: downsample) changes the channels; nothing is made smaller.",
          { before, after },
        )
      : entering.channels === last.output.channels
        ? t(
            "{before} enters, but the residual branch ends at {after}. They can’t be added, so a 1×1 conv on the shortcut (PyTorch: downsample) changes the size.",
            { before, after },
          )
        : t(
            "{before} enters, but the residual branch ends at {after}. They can’t be added, so a 1×1 conv on the shortcut (PyTorch: downsample) changes the channels and the size.",
            { before, after },
          ),
  );
}

/** How many positions of the input a strided window never reads: three of four in a 1×1 of stride 2.
 * @param {Op} op @returns {[string, string][]} */
export function unread(op) {
  if (op.kind === "conv_transpose") return [];
  if (!op.windows?.every((window) => window.dilation === 1)) return [];
  const all = op.windows.reduce((product, { stride }) => product * stride, 1);
  const read = op.windows.reduce(
    (product, { kernel, stride }) => product * Math.min(kernel, stride),
    1,
  );
  if (read === all) return [];
  return [
    [t("never read"), t("{unread} of {all} positions of its input", { unread: all - read, all })],
  ];
}

/** What the floor in the size formula drops, and whether that is only padding. With a stride of 2 it
 * is one row or column, or none.
 * @param {Op} op @param {Tensor} before @param {Input} input @returns {[string, string][]} */
export function drops(op, before, input) {
  if (op.kind === "conv_transpose" || !op.windows?.some((window) => window.stride > 1)) return [];
  const counts = op.windows.map((window, axis) =>
    dropped(window, sizeOf(before.extents[axis], axis ? input.width : input.height)),
  );
  if (Math.max(...counts) > 1)
    return [
      [
        t("dropped"),
        t("{rows} rows and {columns} columns at the end, {padding} of each are padding", {
          rows: counts[0],
          columns: counts[1],
          padding: op.windows[0].padding,
        }),
      ],
    ];
  const [row, column] = op.windows.map((window, axis) =>
    !counts[axis] ? "" : counts[axis] > window.padding ? "data" : "padding",
  );
  // In one line, so that what is below doesn't move when the size changes.
  const said =
    row === column
      ? [
          {
            "": t("nothing"),
            data: t("last row and column: real data"),
            padding: t("last row and column: padding"),
          }[row],
        ]
      : [
          { "": "", data: t("last row: real data"), padding: t("last row: padding") }[row],
          { "": "", data: t("last column: real data"), padding: t("last column: padding") }[column],
        ];
  return [[t("dropped"), said.filter(Boolean).join("; ")]];
}
