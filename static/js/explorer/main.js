// The page of a network: one explorer after the other, which share the state and the address bar.

import { caughtUp, samePage } from "../state/address.js";
import { AddressBar } from "../state/address-bar.js";
import { Navigation } from "../state/navigation.js";
import { Store } from "../state/store.js";
import { reducer, stateOf } from "../state/view.js";
import { Announcer } from "../shared/announcer.js";
import { byId } from "../shared/dom.js";
import { t } from "../shared/messages.js";
import { Replacement, keepFocus, parsePage, reportBy } from "../shared/replacement.js";
import { addressOf, still } from "../shared/site.js";
import { placesOf, transition } from "../picture/transition.js";
import { Explorer } from "./explorer.js";

/** @typedef {import("../state/view.js").Pending} Pending */

const root = byId("explorer");
if (root) start(root);

/** @param {HTMLElement} root */
function start(root) {
  const address = addressOf(root.dataset.here ?? "");
  address.hash = location.hash; // which the server hasn't seen
  const store = new Store(reducer, stateOf(address));
  const announcer = new Announcer();
  const bar = new AddressBar(
    store,
    () => explorer.aim(),
    () => explorer.updateLinks(),
  );
  const replacement = new Replacement(() => explorer.root, reportBy(announcer));
  const navigation = new Navigation(store, bar, replacement, {
    request: ({ url, from }) =>
      isPicture(url, from)
        ? { url: explorer.pictureAt(url), begin: "<svg" }
        : { url: url.href, begin: "" },
    show(text, pending) {
      if (!isPicture(pending.url, pending.from)) replace(text, pending);
      else explorer.replacePicture(text, pending.anchor);
      if (pending.step === "back") explorer.restore();
    },
    restore: () => explorer.restore(),
    fail: (lost) => lost && explorer.updateLinks(), // fields show what is seen, not what was chosen
    returned: () => announcer.say(t("The server is back.")),
  });
  const page = { store, announcer, bar, replacement, navigation, current: () => explorer };
  let explorer = new Explorer(root, page);
  explorer.start();

  /** Replace the explorer by that of another page, whose picture grows out of this one's.
   * @param {string} text @param {Pending} pending */
  function replace(text, { url }) {
    const made = parsePage(text);
    const root = made.getElementById("explorer");
    if (!root) return location.assign(store.state.url);
    const before = explorer;
    const places = placesOf(before.picture.svg);
    const { x, y, k } = before.camera.transform;
    before.end();
    document.title = made.title;
    keepFocus(
      () => {
        const next = document.importNode(root, true);
        next.classList.add("again"); // its table needn't wait for the first paint
        before.root.replaceWith(next);
        const here = caughtUp(addressOf(root.dataset.here ?? ""), url, store.state.url);
        store.dispatch({ type: "restyle", url: here });
        explorer = new Explorer(next, page);
        explorer.resume(before);
        explorer.start();
      },
      () => explorer.picture.frame,
    );
    const place = explorer.camera.transform;
    transition(explorer.picture.svg, places, (old) => ({
      x: (x + old.x * k - place.x) / place.k,
      y: (y + old.y * k - place.y) / place.k,
    }));
    explorer.root.querySelector(".notice")?.scrollIntoView({ block: "nearest" });
  }
}

/** Whether an address changes the picture only. @param {URL} url @param {URL} from */
const isPicture = (url, from) => !still && samePage(url, from);
