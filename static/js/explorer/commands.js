// The buttons and links around the picture.

import { copy } from "../shared/clipboard.js";
import { byId, opensElsewhere } from "../shared/dom.js";
import { t } from "../shared/messages.js";
import { below } from "../shared/site.js";
import { withValue } from "../state/address.js";

/** @typedef {import("../picture/camera.js").Camera} Camera */

export class Commands {
  /** @param {HTMLElement} root @param {Camera} camera @param {import("./explorer.js").Page} page
   * @param {AbortSignal} signal */
  constructor(root, camera, page, signal) {
    this.camera = camera;
    this.page = page;
    this.signal = signal;
    root.addEventListener("click", (event) => this.click(event), { signal });
    const finish = () => page.current().updateLinks();
    byId("finish")?.addEventListener("input", finish, { signal });
    byId("heat")?.addEventListener(
      "change",
      (event) => {
        const by = /** @type {HTMLSelectElement} */ (event.target).value;
        page.store.dispatch({ type: "heat", by });
      },
      { signal },
    );
  }

  /** Carry out a button, or follow a link without leaving the page. @param {MouseEvent} event */
  click(event) {
    const { store, navigation } = this.page;
    const link = /** @type {Element} */ (event.target).closest("a[href], [data-do]");
    if (!link || opensElsewhere(event)) return;
    const op = link.getAttribute("data-reveal");
    if (op) {
      event.preventDefault();
      return void this.page.current().groups.reveal(op);
    }
    const command = link.getAttribute("data-do");
    if (command) {
      event.preventDefault();
      return this.run(command);
    }
    const here = store.state.url;
    const url = new URL(link.getAttribute("href") ?? "", location.href);
    if (url.pathname !== here.pathname || link.hasAttribute("data-size")) return;
    if (link.closest("#want")) return; // it leads to another input, or to another network
    if (url.hash && url.search === here.search) return; // a row of the table
    event.preventDefault();
    void navigation.go(url, { anchor: url.searchParams.get("focus") ?? "" });
  }

  /** @param {string} command */
  run(command) {
    const { camera } = this;
    const { store, announcer, bar } = this.page;
    if (["in", "out", "fit", "actual"].includes(command)) camera.steered = true;
    if (command === "in") camera.by(1.3);
    if (command === "out") camera.by(1 / 1.3);
    if (command === "fit") camera.fit();
    if (command === "actual") camera.actual();
    if (command === "keys") /** @type {HTMLDialogElement | null} */ (byId("keys"))?.showModal();
    if (command === "copy") {
      bar.write();
      void copy(location.href).then(() => announcer.say(t("Link copied")));
    }
    if (command === "embed") {
      bar.write();
      // An embedded picture has no key of colours.
      const src = location.href
        .replace(below("/models/"), below("/embed/"))
        .replace(/(#.*?)heat=\w+&?/, "$1")
        .replace(/[#&]$/, "");
      const [width, height] = embedded(camera);
      const frame = `<iframe src="${src}" width="${width}" height="${height}"></iframe>`;
      void copy(frame).then(() => announcer.say(t("Copied an iframe for your page")));
    }
    if (command === "full") {
      const whole = document.querySelector("main"); // it stays when the page in it is replaced
      if (document.fullscreenElement) void document.exitFullscreen();
      else
        void whole?.requestFullscreen().then(
          () => this.fillScreen(),
          () => announcer.say(t("This browser allows no full screen here.")),
        );
    }
    if (command === "symbols") {
      const { url } = store.state;
      const symbols = url.searchParams.get("shapes") === "symbols";
      store.dispatch({ type: "restyle", url: withValue(url, "shapes", symbols ? "" : "symbols") });
    }
  }

  /** Show all of the picture until the full screen is left. */
  fillScreen() {
    const { camera } = this;
    const atHome = camera.atHome;
    camera.fit(false);
    const whole = camera.transform;
    document.addEventListener(
      "fullscreenchange",
      () => {
        if (atHome && camera.transform === whole) camera.jump(camera.place);
      },
      { once: true, signal: this.signal },
    );
  }
}

const BAR = 64; // pixels that the controls below an embedded picture take
const LEAST = [480, 320]; // so that these fit

/** The size of a frame in which all of a picture is in sight. @param {Camera} camera */
const embedded = ({ width, height }) => [
  Math.max(Math.ceil(width) + 8, LEAST[0]),
  Math.max(Math.ceil(height) + BAR, LEAST[1]),
];
