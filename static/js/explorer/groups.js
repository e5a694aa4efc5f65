// What a part of the picture leads to: it opens, closes, comes into focus, or is shown one by one.

import { unfolded, withValue } from "../state/address.js";
import { found, still } from "../page/site.js";
import { t } from "../page/messages.js";

/** @typedef {import("./explorer.js").Explorer} Explorer */

export class Opening {
  /** @param {Explorer} explorer */
  constructor(explorer) {
    this.explorer = explorer;
  }

  /** Bring an op or group into sight and select it; what it is closed in is opened.
   * @param {string} id @param {boolean} [focus] go on there by keys */
  async openTo(id, focus = false) {
    const { explorer } = this;
    const op = explorer.graph?.op.get(id);
    const around = op ? [op.stage, op.block] : [explorer.graph?.group.get(id)?.parent ?? null];
    const part = explorer.picture.showing(id, explorer.graph);
    if (!part || (part.classList.contains("closed") && part.dataset.id !== id)) {
      const url = new URL(explorer.url);
      const listed = (/** @type {string} */ name) =>
        (url.searchParams.get(name) ?? "").split(",").filter(Boolean);
      const needed = /** @type {string[]} */ (around.filter(Boolean));
      const open = [...new Set([...listed("open"), ...needed])].sort();
      const closed = listed("closed").filter((it) => !needed.includes(it));
      if (!part) url.searchParams.delete("focus");
      if (still) {
        url.hash = `select=${id}`;
        return location.assign(found(withValue(url, "focus", needed[0])));
      }
      const there = await explorer.navigation.go(
        withValue(withValue(url, "open", open.join(",")), "closed", closed.join(",")),
        { anchor: needed[0] },
      );
      if (!there) return;
    }
    const { now } = explorer.navigation; // another page's, if that was needed
    await now.learned;
    now.selection.reveal(id, focus);
    const group = now.picture.showing(id, now.graph)?.dataset.id ?? "";
    if (now.graph?.op.has(id) && now.graph.group.has(group))
      now.say(t("{id} is within {group}: only full detail draws it", { id, group }));
  }

  /** Open or close a group: what its link in the picture leads to. @param {string} id */
  turn(id) {
    const { explorer } = this;
    const link = explorer.picture.parts.get(id)?.querySelector(":scope > a")?.getAttribute("href");
    if (link && explorer.graph?.group.has(id))
      void explorer.navigation.go(new URL(link, location.href), { anchor: id });
  }

  /** Focus on a group, or on the one around an op. @param {string} id
   * @param {URL} from where it is asked for @param {boolean} same whether it is no new step */
  focus(id, from = this.explorer.url, same = false) {
    const { explorer } = this;
    const op = explorer.graph?.op.get(id.replace(/→$/, ""));
    const group = op ? (op.block ?? op.stage) : id;
    if (group && explorer.graph?.group.has(group) && group !== from.searchParams.get("focus")) {
      const detail = from.searchParams.get("detail") ?? "";
      // What is open to the ops stays so; a stage or block in focus is always opened.
      const kept = ["conv", "full"].includes(detail) ? detail : "";
      const to = withValue(withValue(from, "detail", kept), "focus", group);
      void explorer.navigation.go(to, { anchor: group, step: same ? "same" : "new" });
    }
  }

  /** Show the blocks that a part stands for one by one, or together again. @param {string} id */
  unfold(id) {
    const { explorer } = this;
    const part = explorer.picture.showing(id, explorer.graph);
    const block = part?.getAttribute("data-id")?.split(".").slice(0, 2).join(".") ?? "";
    const covers = explorer.picture.parts.get(block)?.dataset.covers?.split(" ");
    const stage = block.split(".")[0];
    const to = unfolded(explorer.url, stage, covers?.[0]);
    if (to) void explorer.navigation.go(to, { anchor: covers?.[0] ?? stage });
  }
}
