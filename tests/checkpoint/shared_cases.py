"""Small files that the reader in Python and the one in JavaScript have to read alike.

They are in ``shared_cases.json``, each with what is to be read of it.
``python -m tests.checkpoint.shared_cases`` writes that anew.
"""

import io
import json
from base64 import b64encode
from pathlib import Path
from tempfile import TemporaryDirectory

from resnet_atlas.checkpoint.reading.reader import read_file
from resnet_atlas.errors import UnreadableFile
from resnet_atlas.network.spec import ResNetSpec

from tests.checkpoint.files import KINDS
from tests.checkpoint.foreign import foreign_files
from tests.checkpoint.hostile import corpus

SMALL = ResNetSpec("basic", (1,), base_width=8, num_classes=3)
MOST_BYTES = 3000
"""Larger files of the hostile corpus are left to the browser tests."""

CASES = Path(__file__).with_name("shared_cases.json")


def cases() -> dict[str, bytes]:
    """Every kind of file of a small network, cut ones, and the smaller hostile files."""
    made = {}
    with TemporaryDirectory() as folder:
        for name, write in KINDS.items():
            write(SMALL, Path(folder) / name)
            made[name] = (Path(folder) / name).read_bytes()
    for name in ("state.pth", "legacy.pth", "model.safetensors"):
        for length in (1, 9, 70, 700):
            made[f"{name} cut at {length}"] = made[name][:length]
    made |= foreign_files()
    hostile = corpus("/nowhere")
    return made | {name: it for name, it in hostile.items() if len(it) <= MOST_BYTES}


def answer(content: bytes) -> dict[str, object]:
    """What Python reads of a file, or why it refuses it."""
    try:
        found = read_file(io.BytesIO(content), len(content))
    except UnreadableFile as error:
        return {"answer": None, "problem": str(error)}
    read = {
        "format": found.format,
        "path": list(found.path),
        "module": found.module,
        "tensors": {
            name: {"shape": list(it.shape), "dtype": it.dtype} for name, it in found.tensors.items()
        },
    }
    return {"answer": read}


def write() -> None:
    """Write the cases for both readers."""
    listed = [
        {"name": name, "content": b64encode(it).decode(), **answer(it)}
        for name, it in cases().items()
    ]
    CASES.write_text(json.dumps(listed, indent=1) + "\n")


if __name__ == "__main__":
    write()
