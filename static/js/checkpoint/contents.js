// The tensors in what a pickle holds: a state dict somewhere in it, or a module's own. As
// checkpoint/contents.py finds them.

import { Call, Global, Persistent, Tuple, Unreadable } from "./unpickle.js";

export const MOST_NAMES = 20_000;
const MOST_VALUES = 400_000;
const DEEPEST = 60;
const LONGEST_NAME = 500;
const PREFERRED =
  "state_dict model_state_dict model_state model net network module weights params backbone encoder student ema".split(
    " ",
  );
const NO_WEIGHTS = /^(optim|sched|scaler)/i;

const DTYPES = new Map(
  Object.entries({
    Float: "float32",
    Double: "float64",
    Half: "float16",
    BFloat16: "bfloat16",
    Long: "int64",
    Int: "int32",
    Short: "int16",
    Char: "int8",
    Byte: "uint8",
    Bool: "bool",
    ComplexFloat: "complex64",
    ComplexDouble: "complex128",
    QInt8: "qint8",
    QUInt8: "quint8",
    QInt32: "qint32",
  }),
);

/** @typedef {{shape: number[], dtype: string}} Tensor
 * @typedef {{path: string[], tensors: Map<string, Tensor>, module: string}} Found */

/** The state dict that a file is about. @param {unknown} value @returns {Found} */
export function weights(value) {
  const found = [...new Search().stateDicts(value, [])];
  if (!found.length) throw new Unreadable("none");
  const rank = (/** @type {Found} */ it) => {
    const place = PREFERRED.indexOf(it.path[0] ?? "");
    return place < 0 ? PREFERRED.length : place;
  };
  found.sort((a, b) => b.tensors.size - a.tensors.size || rank(a) - rank(b));
  if (found[0].tensors.size > MOST_NAMES) throw new Unreadable("many");
  return found[0];
}

class Search {
  constructor() {
    /** @type {Set<unknown>} */
    this.seen = new Set();
    this.values = 0;
  }

  /** @param {unknown} value @param {string[]} path @returns {Generator<Found>} */
  *stateDicts(value, path) {
    if (path.length > 4 || !this.isNew(value)) return;
    const parts = partsOfModule(value);
    if (parts) {
      const tensors = new Map(this.flat(parts, "", 0));
      if (tensors.size) yield { path, tensors, module: classOf(/** @type {Call} */ (value)) };
      return;
    }
    const attributes = partsOfScript(value);
    if (attributes) {
      const tensors = new Map(this.script(attributes, "", 0));
      if (tensors.size) yield { path, tensors, module: classOf(/** @type {Call} */ (value)) };
      return;
    }
    const items = this.items(value);
    /** @type {Map<string, Tensor>} */
    const tensors = new Map();
    for (const [key, item] of items) {
      const tensor = tensorOf(item);
      if (tensor) tensors.set(key, tensor);
    }
    if (tensors.size) yield { path, tensors, module: "" };
    for (const [key, item] of items)
      if (!tensors.has(key) && !NO_WEIGHTS.test(key)) yield* this.stateDicts(item, [...path, key]);
  }

  /** @param {Map<unknown, unknown>} parts @param {string} prefix @param {number} depth
   * @returns {Generator<[string, Tensor]>} */
  *flat(parts, prefix, depth) {
    const hidden = namesIn(parts.get("_non_persistent_buffers_set"));
    for (const kind of ["_parameters", "_buffers"])
      for (const [key, item] of this.items(parts.get(kind))) {
        const tensor = kind === "_buffers" && hidden.has(key) ? null : tensorOf(item);
        if (tensor) yield [prefix + key, tensor];
      }
    for (const [key, item] of this.items(parts.get("_modules"))) {
      const inner = partsOfModule(item);
      if (inner && depth < DEEPEST && this.isNew(item))
        yield* this.flat(inner, `${prefix}${key}.`, depth + 1);
    }
  }

  /** The tensors of a module of TorchScript's. @param {Map<unknown, unknown>} parts
   * @param {string} prefix @param {number} depth @returns {Generator<[string, Tensor]>} */
  *script(parts, prefix, depth) {
    for (const [key, item] of this.items(parts)) {
      const tensor = tensorOf(item);
      const inner = partsOfScript(item);
      if (tensor) yield [prefix + key, tensor];
      else if (inner && depth < DEEPEST && this.isNew(item))
        yield* this.script(inner, `${prefix}${key}.`, depth + 1);
    }
  }

  /** All items are counted: many values may share them. @param {unknown} value */
  items(value) {
    const found = itemsOf(value);
    this.count(found.length);
    return found;
  }

  /** @param {unknown} value */
  isNew(value) {
    this.count(1);
    if (this.seen.has(value)) return false;
    if (value instanceof Map || value instanceof Call) this.seen.add(value);
    return true;
  }

  /** @param {number} values */
  count(values) {
    this.values += values;
    if (this.values > MOST_VALUES) throw new Unreadable("large");
  }
}

/** @param {unknown} value @returns {[string, unknown][]} */
function itemsOf(value) {
  const held = value instanceof Call ? (value.items.size ? value.items : value.state) : value;
  if (!(held instanceof Map)) return [];
  return /** @type {[string, unknown][]} */ (
    [...held].filter(([key]) => typeof key === "string" && key.length <= LONGEST_NAME)
  );
}

/** @param {unknown} value @returns {Map<unknown, unknown> | null} */
function partsOfModule(value) {
  const state = value instanceof Call ? value.state : null;
  return state instanceof Map && state.has("_modules") && state.has("_parameters") ? state : null;
}

/** The attributes of a module that TorchScript saved. @param {unknown} value
 * @returns {Map<unknown, unknown> | null} */
function partsOfScript(value) {
  if (!(value instanceof Call) || !(value.target instanceof Global)) return null;
  const state = value.target.module.startsWith("__torch__") ? value.state : null;
  return state instanceof Map && state.size ? state : null;
}

/** @param {Call} value */
function classOf(value) {
  let found = value.target;
  if (Array.isArray(value.args) && value.args.length) found = value.args[0];
  if (found instanceof Persistent && found.id instanceof Tuple) found = found.id[1];
  return found instanceof Global ? `${found.module}.${found.name}` : "a module";
}

/** The texts in a pickled set, which is a call with a list. @param {unknown} value */
function namesIn(value) {
  const listed = value instanceof Call ? value.args : [value];
  const names = Array.isArray(listed) ? listed[0] : null;
  return new Set(Array.isArray(names) ? names.filter((it) => typeof it === "string") : []);
}

/** The tensor that PyTorch's functions would make again. @param {unknown} value
 * @returns {Tensor | null} */
function tensorOf(value, depth = 0) {
  if (depth > 4 || !(value instanceof Call) || !(value.target instanceof Global)) return null;
  const given = value.args;
  if (!Array.isArray(given)) return null;
  const named = (/** @type {unknown} */ it) => (it instanceof Global ? it.name : "");
  switch (value.target.name) {
    case "_rebuild_parameter":
    case "_rebuild_parameter_with_state":
      return tensorOf(given[0], depth + 1);
    case "_rebuild_from_type_v2":
      return tensorOf(new Call(given[0], given[2]), depth + 1);
    case "_rebuild_meta_tensor_no_storage":
      return shaped(given[1], named(given[0]));
    case "_rebuild_tensor":
    case "_rebuild_tensor_v2":
    case "_rebuild_qtensor":
      return shaped(given[2], dtypeOf(given[0]));
    case "_rebuild_tensor_v3":
      return shaped(given[2], named(given[6]));
    case "_rebuild_wrapper_subclass":
    case "_rebuild_device_tensor_from_numpy":
      return shaped(given[2], named(given[1]));
    default:
      return null;
  }
}

/** Whether a value is a list of sizes. @param {unknown} size @returns {size is number[]} */
export const isShape = (size) =>
  Array.isArray(size) &&
  size.length <= 16 &&
  size.every((it) => Number.isInteger(it) && it >= 0 && it < 2 ** 48);

/** @param {unknown} size @param {string} dtype */
function shaped(size, dtype) {
  const sides = size instanceof Call && Array.isArray(size.args) ? size.args[0] : size;
  return isShape(sides) ? { shape: [...sides], dtype } : null;
}

/** @param {unknown} storage */
function dtypeOf(storage) {
  const kind = storage instanceof Persistent && Array.isArray(storage.id) ? storage.id[1] : null;
  return kind instanceof Global ? (DTYPES.get(kind.name.replace(/Storage$/, "")) ?? "") : "";
}
