// A small map of a large picture, with the part in sight marked; a click goes there.

import { svg } from "../shared/dom.js";

/** @typedef {import("./camera.js").Camera} Camera */
/** @typedef {import("./picture.js").Picture} Picture */

const LEAST = 40,
  MOST = 104; // pixels

export class Minimap {
  /** @param {HTMLElement} place @param {Camera} camera */
  constructor(place, camera) {
    this.place = place;
    this.camera = camera;
    this.seen = svg("rect", { class: "seen" });
    camera.watchers.push(() => this.follow());
    const go = (/** @type {PointerEvent} */ event) => {
      camera.steered = true;
      const box = place.getBoundingClientRect();
      const part = (/** @type {number} */ at, /** @type {number} */ size) =>
        Math.min(Math.max(at / size, 0), 1);
      camera.aim(
        part(event.clientX - box.left, box.width) * camera.width,
        part(event.clientY - box.top, box.height) * camera.height,
        false,
      );
    };
    place.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      place.setPointerCapture(event.pointerId);
      go(event);
    });
    place.addEventListener("pointermove", (event) => event.buttons && go(event));
  }

  /** @param {Picture} picture */
  draw(picture) {
    const { width, height } = this.camera;
    const scale = MOST / Math.max(width, height);
    const boxes = [...picture.parts.values()].flatMap((part) => {
      const outline = part.querySelector(".outline");
      if (!outline) return [];
      const { x, y, width: w, height: h } = /** @type {SVGGraphicsElement} */ (outline).getBBox();
      const move = part.transform.baseVal.consolidate()?.matrix;
      const name =
        [...part.classList].find((name) => ["frame", "closed", "tensor"].includes(name)) ?? "op";
      return [
        svg("rect", {
          x: x + (move?.e ?? 0),
          y: y + (move?.f ?? 0),
          width: w,
          height: h,
          class: part.classList.contains("strided") ? "strided" : name,
        }),
      ];
    });
    this.place.style.width = `${Math.max(width * scale, LEAST)}px`;
    this.place.style.height = `${Math.max(height * scale, LEAST)}px`;
    this.place.replaceChildren(
      svg(
        "svg",
        {
          viewBox: `0 0 ${width} ${height}`,
          preserveAspectRatio: "none",
          width: "100%",
          height: "100%",
          "aria-hidden": "true",
        },
        ...boxes,
        this.seen,
      ),
    );
    this.follow();
  }

  follow() {
    const {
      frame,
      width,
      height,
      transform: { x, y, k },
    } = this.camera;
    const [wide, high] = [frame.clientWidth / k, frame.clientHeight / k];
    const [left, top] = [Math.max(-x / k, 0), Math.max(-y / k, 0)];
    const across = Math.max(Math.min(-x / k + wide, width) - left, 0);
    const down = Math.max(Math.min(-y / k + high, height) - top, 0);
    this.place.hidden = across >= width * 0.9 && down >= height * 0.9;
    for (const [name, value] of Object.entries({ x: left, y: top, width: across, height: down }))
      this.seen.setAttribute(name, `${value}`);
  }
}
