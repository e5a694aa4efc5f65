// The panels beside the picture: one is shown, by its tab. On a phone they are a sheet, which the tab
// of the shown panel pulls up and down.

const SHEET = matchMedia("(max-width: 60rem)"); // as explorer.css has it

export class Panels {
  /** @param {HTMLElement} root @param {AbortSignal} signal */
  constructor(root, signal) {
    this.side = /** @type {HTMLElement | null} */ (root.querySelector("#side"));
    this.tabs = /** @type {HTMLButtonElement[]} */ ([...root.querySelectorAll("[role=tab]")]);
    for (const tab of this.tabs) tab.addEventListener("click", () => this.press(tab), { signal });
    this.side
      ?.querySelector("[role=tablist]")
      ?.addEventListener("keydown", (event) => this.key(/** @type {KeyboardEvent} */ (event)), {
        signal,
      });
    this.side?.addEventListener("keydown", (event) => this.leave(event), { signal });
  }

  /** The tab of the panel that is shown. */
  get shown() {
    return this.tabs.find((tab) => tab.getAttribute("aria-selected") === "true");
  }

  /** Whether the sheet is pulled up. */
  get pulled() {
    return Boolean(this.side?.classList.contains("pulled"));
  }

  set pulled(pulled) {
    this.side?.classList.toggle("pulled", pulled);
    for (const tab of this.tabs)
      if (SHEET.matches) tab.setAttribute("aria-expanded", `${pulled && tab === this.shown}`);
      else tab.removeAttribute("aria-expanded");
  }

  /** @param {HTMLButtonElement} tab */
  press(tab) {
    const again = tab === this.shown;
    this.show(tab);
    this.pulled = !(again && this.pulled);
  }

  /** Show the panel of a tab. @param {HTMLButtonElement | undefined} tab */
  show(tab) {
    if (!tab) return;
    for (const other of this.tabs) {
      const chosen = other === tab;
      other.setAttribute("aria-selected", `${chosen}`);
      other.tabIndex = chosen ? 0 : -1;
      this.panel(other)?.classList.toggle("open", chosen);
      if (chosen) this.panel(other)?.dispatchEvent(new Event("shown"));
    }
  }

  /** Show the facts: something was selected, which the panel in sight may say nothing of. */
  explain() {
    if (this.shown && !this.panel(this.shown)?.matches(".facts, [data-follows]"))
      this.show(this.tabs[0]);
  }

  /** Show what was shown on the page before. @param {Panels} before */
  resume(before) {
    this.show(this.tabs.find((tab) => tab.id === before.shown?.id));
    this.pulled = before.pulled;
  }

  /** @param {HTMLElement} tab */
  panel(tab) {
    return document.getElementById(tab.getAttribute("aria-controls") ?? "");
  }

  /** Let the sheet down by Escape. @param {KeyboardEvent} event */
  leave(event) {
    if (event.key !== "Escape" || !this.pulled || !SHEET.matches) return;
    event.stopPropagation();
    this.pulled = false;
    this.shown?.focus();
  }

  /** Go from tab to tab by arrow keys. @param {KeyboardEvent} event */
  key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const place = this.tabs.findIndex((tab) => tab === this.shown);
    if (!step || place < 0) return;
    event.preventDefault();
    const next = this.tabs[(place + step + this.tabs.length) % this.tabs.length];
    this.show(next);
    next.focus();
  }
}
