"""What is often found in place of a checkpoint, told by its first bytes or by what a zip holds."""

import re
from collections.abc import Collection

STARTS = (
    (b"version https://git-lfs", "lfs"),
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"BZh", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"\x89HDF", "hdf5"),
    (b"GGUF", "ggml"),
    (b"lmgg", "ggml"),
    (b"tjgg", "ggml"),
    (b"\x93NUMPY", "npy"),
    (b"model_checkpoint_path:", "tensorflow"),
    (b"{", "json"),
)
"""First bytes, and the key of the problem that they mean."""

TENSORFLOW_INDEX = b"\x57\xfb\x80\x8b\x24\x75\x47\xdb"
"""What the index of a TensorFlow checkpoint ends with: the magic number of LevelDB's tables."""


def foreign(start: bytes, end: bytes) -> str:
    """The key of what a file is by its first 512 and its last 8 bytes: ``foreign`` if unknown."""
    if re.match(rb"\s*<(!doctype|html)", start, re.IGNORECASE):
        return "html"
    if start[257:262] == b"ustar":
        return "tar"
    if start[4:8] == b"TFL3":
        return "tflite"
    if end == TENSORFLOW_INDEX:
        return "tensorflow"
    if re.match(rb"\x08\x01\x12", start):
        return "savedmodel"
    if re.match(rb"\x08[\x03-\x14][\x12\x1a\x3a]", start):
        return "onnx"
    return next((key for magic, key in STARTS if start.startswith(magic)), "foreign")


def foreign_zip(names: Collection[str]) -> str:
    """The key of what a zip is that has no pickle of PyTorch's."""
    if any(name.endswith(".npy") for name in names):
        return "npy"
    if any(name.endswith(("model.weights.h5", "variables.h5")) for name in names):
        return "keras"
    if any(
        name.endswith(("models/model.json", "serialized_exported_program.json")) for name in names
    ):
        return "pt2"
    return "zip"
