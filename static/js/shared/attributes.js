// Style sheets read numbers from attributes by attr(). For browsers without it, this makes variables.

const CAN = !globalThis.CSS || CSS.supports("width", "attr(width type(<length>))");

/** Copy the current attributes into variables. */
export function measure() {
  if (CAN) return;
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll("[data-share], svg[width]")
  )) {
    part.style.setProperty("--share", part.dataset.share ?? "");
    for (const name of ["--drawn", "--most"])
      part.style.setProperty(name, part.getAttribute("width") ?? "");
    part.style.setProperty("--one", `${part.dataset.points ?? 0}px`);
    part.style.setProperty("--ratio", part.dataset.ratio ?? "1");
  }
}

measure();
