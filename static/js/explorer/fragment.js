// The fragment of an address: what is selected, how the picture is coloured and where it was moved.

import { readSetting, writeSetting } from "../graph/memory.js";
import { byId } from "../shared/dom.js";
import { t } from "../shared/messages.js";
import { readFragment } from "../state/view.js";

/** Apply the fragment of the address to an explorer. @param {import("./explorer.js").Explorer} explorer */
export function restore({ store, camera, selection, picture, page, announcer }) {
  const hash = store.state.fragment.slice(store.state.fragment.startsWith("#") ? 1 : 0);
  const { bare, ...wanted } = readFragment(hash);
  if (bare && byId(hash) && !picture.graph?.op.has(hash)) return; // a place on the page
  // Without scripts a link to a layer leads to its row, with scripts to the picture.
  if (bare) scrollTo(0, 0);
  const chooser = /** @type {HTMLSelectElement | null} */ (byId("heat"));
  const by = bare ? store.state.heat : wanted.heat;
  if (chooser) chooser.value = by;
  if (chooser?.selectedIndex === -1) chooser.value = "";
  const heat = chooser?.value ?? "";
  const selected = wanted.selected && selection.part(wanted.selected) ? wanted.selected : "";
  const memory = bare ? store.state.memory : writeSetting(readSetting(wanted.memory));
  store.dispatch({ type: "restore", selected, heat, memory, zoom: wanted.zoom });
  selection.draw();
  if (!bare) camera.jump(camera.place);
  const aimed = camera.takeAim(wanted.zoom);
  if (!aimed && selected) selection.show(selected);
  store.dispatch({ type: "aim", zoom: aim(camera, selection) });
  page.bar.scheduleQuietly();
  // A fragment that names an element of the page isn't about the picture.
  if (!picture.graph || byId(hash)) return;
  const lost = [
    wanted.selected && !selected && `select=${wanted.selected}`,
    by && !heat && `heat=${by}`,
    wanted.zoom && !aimed && `zoom=${wanted.zoom}`,
  ].filter(Boolean);
  if (lost.length)
    announcer.say(t("Not in this picture: {what}", { what: lost.join(", ").slice(0, 200) }));
}

/** The movement of the picture as an address has it. Selecting a part moves the picture, so that an
 * address that selects has to say where the picture is if the part isn't in sight.
 * @param {import("../picture/camera.js").Camera} camera
 * @param {import("./selection.js").Selection} selection */
export const aim = (camera, selection) => (camera.atHome && !selection.off ? "" : camera.aimed);
