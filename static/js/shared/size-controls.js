// The controls of the input: sliders, a typed size, presets and the batch.

import { LARGEST, LARGEST_BATCH, readBatch, readSize, writeSize } from "../state/address.js";
import { byId, opensElsewhere } from "./dom.js";
import { t } from "./messages.js";

/** @typedef {import("../graph/tensor.js").Input} Input */

const SLIDES = 640; // the usual end of the sliders, as the page has it

export class SizeControls {
  /** @param {Input} input @param {(input: Input) => void} changed @param {AbortSignal} signal
   * @param {(problem: string) => void} say */
  constructor(input, changed, signal, say) {
    this.input = input;
    this.changed = changed;
    this.height = /** @type {HTMLInputElement | null} */ (byId("height"));
    this.width = /** @type {HTMLInputElement | null} */ (byId("width"));
    this.typed = /** @type {HTMLInputElement | null} */ (byId("size"));
    this.batch = /** @type {HTMLInputElement | null} */ (byId("batch"));
    this.lock = byId("lock");
    const on = (
      /** @type {HTMLElement | null} */ element,
      /** @type {string} */ event,
      /** @type {() => void} */ act,
    ) => element?.addEventListener(event, act, { signal });
    on(this.height, "input", () => this.slide("height"));
    on(this.width, "input", () => this.slide("width"));
    on(this.lock, "click", () => {
      const locked = this.lock?.getAttribute("aria-pressed") !== "true";
      this.lock?.setAttribute("aria-pressed", `${locked}`);
      if (locked) this.set({ ...this.input, width: this.input.height });
    });
    on(this.typed, "input", () => this.type(false));
    on(this.typed, "change", () => this.type(true, say));
    on(this.batch, "input", () => this.count(false));
    on(this.batch, "change", () => this.count(true, say));
    for (const preset of document.querySelectorAll("[data-size]"))
      preset.addEventListener(
        "click",
        (event) => {
          if (opensElsewhere(/** @type {MouseEvent} */ (event))) return;
          event.preventDefault();
          const size = readSize(preset.getAttribute("data-size") ?? "");
          if (size) this.take(size);
        },
        { signal },
      );
    this.show(input);
  }

  /** Take over the lock of the page before. @param {SizeControls} before */
  resume(before) {
    if (!before.locked) this.lock?.setAttribute("aria-pressed", "false");
  }

  get locked() {
    return !this.lock || this.lock.getAttribute("aria-pressed") === "true";
  }

  /** @param {"height" | "width"} side */
  slide(side) {
    const value = Number(this[side]?.value);
    this.set(
      this.locked
        ? { ...this.input, height: value, width: value }
        : { ...this.input, [side]: value },
      "slide",
    );
  }

  /** @param {boolean} done whether the typing is over @param {(problem: string) => void} [say] */
  type(done, say) {
    const size = readSize(this.typed?.value ?? "");
    this.typed?.setAttribute("aria-invalid", `${!size && done}`);
    if (size) this.take(size, "type");
    else if (done)
      say?.(
        t(
          "“{text}” is not a size: 1 to {most}, or height×width as 225x320. The size stays {size}.",
          {
            text: this.typed?.value ?? "",
            most: LARGEST,
            size: writeSize(this.input),
          },
        ),
      );
  }

  /** @param {boolean} done @param {(problem: string) => void} [say] */
  count(done, say) {
    const batch = this.batch?.value.trim() ? readBatch(this.batch.value) : 1;
    this.batch?.setAttribute("aria-invalid", `${!batch && done}`);
    if (batch) this.set({ ...this.input, batch }, "type");
    else if (done)
      say?.(
        t("“{text}” is not a batch size: a whole number from 1 to {most}. It stays {batch}.", {
          text: this.batch?.value ?? "",
          most: LARGEST_BATCH,
          batch: this.input.batch,
        }),
      );
  }

  /** Set a size that doesn't come from the sliders: they are locked if its sides are equal.
   * @param {{height: number, width: number}} size @param {"type"} [by] */
  take(size, by) {
    this.lock?.setAttribute("aria-pressed", `${size.height === size.width}`);
    this.set({ ...this.input, ...size }, by);
  }

  /** @param {Input} input @param {"type" | "slide"} [by] the control that is used, which isn't written to */
  set(input, by) {
    this.input = input;
    this.show(input, by);
    this.changed(input);
  }

  /** Show an input that was set elsewhere. @param {Input} input */
  follow(input) {
    const { height, width, batch } = this.input;
    if (height !== input.height || width !== input.width || batch !== input.batch) this.show(input);
  }

  /** @param {Input} input @param {"type" | "slide"} [by] */
  show(input, by) {
    this.input = input;
    if (input.height !== input.width) this.lock?.setAttribute("aria-pressed", "false");
    for (const side of /** @type {const} */ (["height", "width"])) {
      const slider = this[side];
      // The slider has to reach the size, or the next step by a key would jump back.
      if (slider && by !== "slide") slider.max = `${Math.max(SLIDES, input[side])}`;
      if (slider) slider.value = `${input[side]}`;
      const now = byId(`${side}-now`);
      if (now) now.textContent = `${input[side]}`;
    }
    const size = writeSize(input);
    for (const preset of document.querySelectorAll("[data-size]"))
      if (preset.getAttribute("data-size") === size) preset.setAttribute("aria-current", "true");
      else preset.removeAttribute("aria-current");
    if (by === "type") return;
    for (const field of [this.typed, this.batch]) field?.setAttribute("aria-invalid", "false");
    if (this.typed) this.typed.value = writeSize(input);
    if (this.batch) this.batch.value = input.batch === 1 ? "" : `${input.batch}`;
  }
}
