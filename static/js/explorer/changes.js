// What a change of the network's options has changed: it is marked in the picture, and said.

import { t } from "../shared/messages.js";

/** @typedef {import("../graph/graph.js").Graph} Graph */

const NAMED = 3;

/** The ops that are new or not as they were, and those that are gone.
 * @param {Graph} before @param {Graph} after */
export function changedOps(before, after) {
  const form = (/** @type {import("../graph/graph.js").Op | undefined} */ op) =>
    op &&
    JSON.stringify([
      ...[op.kind, op.role, op.in_channels, op.windows, op.groups, op.bias],
      ...[op.output.channels, op.output.extents, op.output.dims],
    ]);
  return {
    changed: after.ops.filter((op) => form(op) !== form(before.op.get(op.id))).map(({ id }) => id),
    gone: before.ops.filter(({ id }) => !after.op.has(id)).map(({ id }) => id),
  };
}

/** Mark what changed in a picture, and say it.
 * @param {import("../picture/picture.js").Picture} picture @param {Graph} before
 * @param {(text: string) => void} say */
export function showChanges(picture, before, say) {
  const { graph } = picture;
  if (!graph) return;
  const { changed, gone } = changedOps(before, graph);
  const parts = new Set(changed.map((id) => picture.showing(id)));
  // An op that isn't drawn is shown by its frame, which has more in it than that.
  for (const part of parts) if (!part?.classList.contains("frame")) part?.classList.add("altered");
  const named = [...changed, ...gone].slice(0, NAMED).join(", ");
  if (!named) return say(t("No op has changed."));
  say(
    t("Marked: what has changed. {named} … {changed} ops are new or different, {gone} are gone.", {
      named,
      changed: changed.length,
      gone: gone.length,
    }),
  );
}
