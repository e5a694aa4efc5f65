// The panel of arithmetic per byte: which device, the least time of a forward pass, and why.

import { inSeconds, total, traffic } from "../graph/roofline.js";
import { inBytes } from "./memory-panel.js";
import { byId } from "../shared/dom.js";
import { t } from "../shared/messages.js";

/** @typedef {import("../graph/graph.js").Graph} Graph */
/** @typedef {import("../graph/roofline.js").Device} Device */
/** @typedef {import("../graph/tensor.js").Input} Input */

const TERA = 1e12,
  GIGA = 1e9;

export class RooflinePanel {
  /** @param {HTMLElement} place @param {Graph} graph @param {AbortSignal} signal
   * @param {(device: string) => void} choose called with a device as an address has it */
  constructor(place, graph, signal, choose) {
    this.graph = graph;
    this.device = /** @type {HTMLSelectElement} */ (byId("roofline-device"));
    this.flops = /** @type {HTMLInputElement} */ (byId("roofline-flops"));
    this.bandwidth = /** @type {HTMLInputElement} */ (byId("roofline-bandwidth"));
    place.addEventListener(
      "change",
      ({ target }) => {
        if (target === this.device && this.device.value) return choose(this.device.value);
        const rates = [this.flops, this.bandwidth].map((field) => {
          const rate = /^\s*\d{1,7}(\.\d{1,4})?\s*$/.test(field.value) ? Number(field.value) : 0;
          field.setAttribute("aria-invalid", `${!rate}`);
          return rate;
        });
        if (rates.every(Boolean)) choose(rates.join("@"));
      },
      { signal },
    );
  }

  /** @param {Input} input */
  update(input) {
    const { graph } = this;
    const { setting } = graph.memory;
    graph.memory.device = this.read(setting.device ?? "");
    const parts = graph.ops
      .slice(1)
      .map((op) => traffic(graph, op, input, setting.dtype, graph.memory.device));
    const sum = total(parts);
    const moving = parts.filter(({ bound }) => bound).length - sum.bound;
    write(
      "roofline-total",
      t(
        "A forward pass takes at least {time}: {computing} ops are bound by arithmetic, {moving} by memory.",
        {
          time: inSeconds(sum.seconds),
          computing: sum.bound,
          moving,
        },
      ),
    );
    write(
      "roofline-moved",
      t("{moved} are read and written, {ratio} operations for each byte.", {
        moved: inBytes(sum.moved),
        ratio: ((2 * sum.macs) / sum.moved).toFixed(1),
      }),
    );
    byId("roofline-bar")
      ?.querySelector(".by-arithmetic")
      ?.setAttribute("width", `${(1000 * sum.computing) / (sum.seconds || 1)}`);
  }

  /** The device that a setting names; its numbers are written in the fields.
   * @param {string} name @returns {Device} */
  read(name) {
    const [teraflops, gigabytes] = name.split("@").map(Number);
    const own = gigabytes > 0;
    const option = own ? null : this.device.querySelector(`option[value="${name}"]`);
    const { float32, half, bandwidth, source } = /** @type {HTMLOptionElement} */ (
      option ?? this.device.options[0]
    ).dataset;
    const device = own
      ? { float32: teraflops * TERA, half: teraflops * TERA, bandwidth: gigabytes * GIGA }
      : { float32: Number(float32), half: Number(half), bandwidth: Number(bandwidth) };
    this.device.value = own ? "" : option ? name : this.device.options[0].value;
    const rate = this.graph.memory.setting.dtype === "float32" ? device.float32 : device.half;
    if (document.activeElement !== this.flops) this.flops.value = `${rate / TERA}`;
    if (document.activeElement !== this.bandwidth)
      this.bandwidth.value = `${device.bandwidth / GIGA}`;
    write("roofline-source", own ? "" : (source ?? ""));
    return device;
  }
}

/** @param {string} id @param {string} text */
function write(id, text) {
  const place = byId(id);
  if (place && place.textContent !== text) place.textContent = text;
}
