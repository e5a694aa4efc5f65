// The buttons and links around the picture, and what each of them does.

import { withValue } from "../state/address.js";
import { calm } from "../picture/camera.js";
import { copy } from "../page/clipboard.js";
import { byId, elsewhere } from "../page/dom.js";
import { t } from "../page/messages.js";

/** @typedef {import("./explorer.js").Explorer} Explorer */

export class Commands {
  /** @param {Explorer} explorer @param {AbortSignal} signal */
  constructor(explorer, signal) {
    this.explorer = explorer;
    // Whatever is clicked may lead on from here: it takes along what is seen now.
    explorer.root.addEventListener("click", () => explorer.memory.flush(), {
      signal,
      capture: true,
    });
    explorer.root.addEventListener("click", (event) => this.follow(event), { signal });
    byId("heat")?.addEventListener(
      "change",
      (event) => {
        explorer.colour(/** @type {HTMLSelectElement} */ (event.target).value);
        explorer.remember();
      },
      { signal },
    );
    explorer.root.querySelector(".pull")?.addEventListener(
      "click",
      (event) => {
        const pulled = explorer.root.classList.toggle("pulled");
        /** @type {Element} */ (event.currentTarget).setAttribute("aria-expanded", `${pulled}`);
      },
      { signal },
    );
  }

  /** Follow a link of the page in place. @param {MouseEvent} event */
  follow(event) {
    const { explorer } = this;
    const link = /** @type {Element} */ (event.target).closest("a[href], [data-do]");
    if (!link || elsewhere(event)) return;
    const what = link.getAttribute("data-do");
    if (what) {
      event.preventDefault();
      return this.act(what);
    }
    const url = new URL(link.getAttribute("href") ?? "", location.href);
    if (url.pathname !== explorer.url.pathname || link.hasAttribute("data-size")) return;
    if (url.hash && url.search === explorer.url.search) return; // a row
    event.preventDefault();
    void explorer.navigation.go(url, { anchor: url.searchParams.get("focus") ?? "" });
  }

  /** @param {string} what a button does */
  act(what) {
    const { explorer } = this;
    if (["in", "out", "fit", "actual"].includes(what)) explorer.steered = true;
    if (what === "in") explorer.camera.by(1.3);
    if (what === "out") explorer.camera.by(1 / 1.3);
    if (what === "fit") explorer.camera.fit();
    if (what === "actual") explorer.camera.actual();
    if (what === "keys") /** @type {HTMLDialogElement | null} */ (byId("keys"))?.showModal();
    if (what === "copy") {
      explorer.memory.write();
      void copy(location.href).then(() => explorer.say(t("Link copied")));
    }
    if (what === "embed") {
      explorer.memory.write();
      // In a frame there is nothing to colour by.
      const src = location.href
        .replace("/models/", "/embed/")
        .replace(/(#.*?)heat=\w+&?/, "$1")
        .replace(/[#&]$/, "");
      void copy(`<iframe src="${src}" width="800" height="600"></iframe>`).then(() =>
        explorer.say(t("Copied an iframe for your page")),
      );
    }
    if (what === "full") {
      const whole = document.querySelector("main"); // it stays when the page within is another
      if (document.fullscreenElement) void document.exitFullscreen();
      else
        void whole?.requestFullscreen().then(
          () => this.fill(),
          () => explorer.say(t("This browser allows no full screen here.")),
        );
    }
    if (what === "symbols") {
      explorer.reword(withValue(explorer.url, "shapes", explorer.symbols ? "" : "symbols"));
    }
  }

  /** Show all of the picture until the screen is a page's again. */
  fill() {
    const {
      explorer: { camera },
    } = this;
    const settled = camera.atHome;
    camera.fit(false);
    const whole = camera.transform;
    document.addEventListener(
      "fullscreenchange",
      () => {
        if (settled && this.explorer.navigation.now === this.explorer && camera.transform === whole)
          camera.jump(camera.place);
      },
      { once: true },
    );
  }

  /** Go to an op's row. @param {string} id */
  row(id) {
    const row = byId(id);
    row?.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
    row?.querySelector("a")?.focus({ preventScroll: true });
    for (const other of document.querySelectorAll("tr.chosen")) other.classList.remove("chosen");
    row?.classList.add("chosen");
  }
}
