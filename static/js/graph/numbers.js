// Large numbers, rounded as app/resnet_atlas/web/templates.py rounds them.

const UNITS = /** @type {const} */ ([
  [1e3, "k"],
  [1e6, "M"],
  [1e9, "G"],
  [1e12, "T"],
]);

/** A number with three to five digits and a unit: 25.56 M. @param {number} number */
export function compact(number) {
  if (number < 1000) return String(number);
  const [unit, name] =
    UNITS.find(([unit]) => Number((number / unit).toFixed(2)) < 1000) ?? UNITS[UNITS.length - 1];
  return `${(number / unit).toFixed(2)} ${name}`;
}

/** A difference with its sign: +1.85 G. @param {number} number */
export const signed = (number) =>
  number ? `${number > 0 ? "+" : "−"}${compact(Math.abs(number))}` : "±0";
