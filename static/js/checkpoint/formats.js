// What is often found in place of a checkpoint: as checkpoint/reading/formats.py tells it.

/** First bytes, as Latin-1, and the key of the problem that they mean. */
const STARTS = [
  ["version https://git-lfs", "lfs"],
  ["\x1f\x8b", "gzip"],
  ["\x28\xb5\x2f\xfd", "archive"],
  ["\xfd7zXZ", "archive"],
  ["BZh", "archive"],
  ["7z\xbc\xaf", "archive"],
  ["Rar!", "archive"],
  ["\x89HDF", "hdf5"],
  ["GGUF", "ggml"],
  ["lmgg", "ggml"],
  ["tjgg", "ggml"],
  ["\x93NUMPY", "npy"],
  ["model_checkpoint_path:", "tensorflow"],
  ["{", "json"],
];
const TENSORFLOW_INDEX = "\x57\xfb\x80\x8b\x24\x75\x47\xdb";

/** The key of what a file is by its first and last bytes. @param {string} start @param {string} end */
export function foreign(start, end) {
  if (/^\s*<(!doctype|html)/i.test(start)) return "html";
  if (start.slice(257, 262) === "ustar") return "tar";
  if (start.slice(4, 8) === "TFL3") return "tflite";
  if (end === TENSORFLOW_INDEX) return "tensorflow";
  if (/^\x08\x01\x12/.test(start)) return "savedmodel";
  if (/^\x08[\x03-\x14][\x12\x1a\x3a]/.test(start)) return "onnx";
  return STARTS.find(([magic]) => start.startsWith(magic))?.[1] ?? "foreign";
}

/** The key of what a zip is that has no pickle of PyTorch's. @param {string[]} names */
export function foreignZip(names) {
  const has = (/** @type {string[]} */ ...ends) =>
    names.some((name) => ends.some((end) => name.endsWith(end)));
  if (has(".npy")) return "npy";
  if (has("model.weights.h5", "variables.h5")) return "keras";
  if (has("models/model.json", "serialized_exported_program.json")) return "pt2";
  return "zip";
}
