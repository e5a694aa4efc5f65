// Opens, closes and unfolds the groups of the picture, and focuses on them.

import { t } from "../shared/messages.js";
import { found, still } from "../shared/site.js";
import { unfolded, withOpened, withValue } from "../state/address.js";

export class Groups {
  /** @param {import("../picture/picture.js").Picture} picture
   * @param {import("./selection.js").Selection} selection @param {import("./explorer.js").Page} page */
  constructor(picture, selection, page) {
    this.picture = picture;
    this.selection = selection;
    this.page = page;
  }

  /** The address of what is shown. */
  get url() {
    return this.page.store.state.url;
  }

  /** Select an op or group and bring it into sight; the groups around it are opened.
   * @param {string} id @param {boolean} [focus] go on there by keys */
  async reveal(id, focus = false) {
    const { graph } = this.picture;
    const op = graph?.op.get(id);
    const around = op ? [op.stage, op.block] : [graph?.group.get(id)?.parent ?? null];
    const part = this.picture.showing(id);
    if (!part || (part.classList.contains("closed") && part.dataset.id !== id)) {
      const needed = /** @type {string[]} */ (around.filter(Boolean));
      const url = part ? this.url : withValue(this.url, "focus", "");
      if (still) {
        const to = withValue(url, "focus", needed[0]);
        to.hash = `select=${id}`;
        return location.assign(found(to));
      }
      const { navigation } = this.page;
      if (!(await navigation.go(withOpened(url, needed), { anchor: needed[0] }))) return;
    }
    const { picture, selection, ready } = this.page.current(); // maybe of another page by now
    await ready;
    selection.reveal(id, focus);
    const group = picture.showing(id)?.dataset.id ?? "";
    if (picture.graph?.op.has(id) && picture.graph.group.has(group))
      this.page.announcer.say(
        t("{id} is within {group}: only full detail draws it", { id, group }),
      );
  }

  /** Open or close a group: its link in the picture leads there. @param {string} id */
  toggle(id) {
    const link = this.picture.parts.get(id)?.querySelector(":scope > a")?.getAttribute("href");
    if (!link || !this.picture.graph?.group.has(id)) return;
    void this.page.navigation.go(new URL(link, location.href), { anchor: id });
  }

  /** Focus on a group, or on the one around an op. @param {string} id
   * @param {URL} [from] the address to start from
   * @param {import("../state/view.js").Step} [step] */
  focus(id, from = this.url, step = "new") {
    const { graph } = this.picture;
    const op = graph?.op.get(id.replace(/→$/, ""));
    const group = op ? (op.block ?? op.stage) : id;
    if (!group || !graph?.group.has(group) || group === from.searchParams.get("focus")) return;
    void this.page.navigation.go(focused(from, group), { anchor: group, step });
  }

  /** Focus on what is around the part in focus. */
  leave() {
    const focus = this.url.searchParams.get("focus");
    if (!focus) return;
    const around = this.picture.graph?.group.get(focus)?.parent ?? "";
    void this.page.navigation.go(focused(this.url, around), { anchor: focus });
  }

  /** Draw the blocks that a part stands for one by one, or once again. @param {string} id */
  toggleFold(id) {
    const { picture } = this;
    const block = picture.showing(id)?.dataset.id?.split(".").slice(0, 2).join(".") ?? "";
    const first = picture.parts.get(block)?.dataset.covers?.split(" ")[0];
    const [stage] = block.split(".");
    const to = unfolded(this.url, stage, first);
    if (to) void this.page.navigation.go(to, { anchor: first ?? stage });
  }
}

/** The address with a group in focus, or the whole network. Ops that are drawn stay so; a stage or
 * block in focus is always open. @param {URL} url @param {string} group */
function focused(url, group) {
  const detail = url.searchParams.get("detail") ?? "";
  const kept = ["conv", "full"].includes(detail) && group ? detail : "";
  return withValue(withValue(url, "detail", kept), "focus", group);
}
