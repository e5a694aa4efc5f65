"""Files that mean harm, or are damaged, and what is to be read of each in the answer."""

import io
import json
import pickle
import struct
import zipfile
from functools import cache
from typing import Any

import torch
from torch import nn


class Calls:
    """Pickles to a call of any function."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self.call = function, arguments

    def __reduce__(self) -> Any:
        return self.call


def zipped(index: bytes, compression: int = zipfile.ZIP_STORED, name: str = "a/data.pkl") -> bytes:
    """A checkpoint of PyTorch's with this index."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        archive.writestr(name, index)
        archive.writestr("a/version", "3\n")
    return file.getvalue()


def header_of(length: int, header: bytes = b"{") -> bytes:
    """Safetensors whose header says that it has some length."""
    return struct.pack("<Q", length) + header


def saved(value: Any, **options: Any) -> bytes:
    """What ``torch.save`` writes."""
    file = io.BytesIO()
    torch.save(value, file, **options)
    return file.getvalue()


PROTO = b"\x80\x02"


def corpus(marker: str) -> dict[str, bytes]:
    """The files by name; those that are run would make a file named ``marker``."""
    import builtins
    import os

    touch = f"touch {marker}"
    evil = {
        "os.system": pickle.dumps(Calls(os.system, touch), 2),
        "eval": pickle.dumps(Calls(builtins.eval, f"open({marker!r}, 'w')"), 2),
        "exec": pickle.dumps(Calls(builtins.exec, f"open({marker!r}, 'w')"), 4),
        "torch.load": pickle.dumps(Calls(torch.load, marker), 2),
        "open": pickle.dumps({"w": Calls(builtins.open, marker, "w")}, 5),
        "in a key": PROTO
        + b"}cos\nsystem\nX"
        + struct.pack("<I", len(touch))
        + touch.encode()
        + b"\x85RK\x01s.",
    }
    files = {f"{name}, zip": zipped(index) for name, index in evil.items()}
    files |= {f"{name}, bare": index for name, index in evil.items()}
    many = 1_000_000
    indices = {
        "nested tuples": PROTO + b")" + b"\x85" * many + b".",
        "nested lists": PROTO + b"]" * many + b"a" * (many - 1) + b".",
        "nested marks": PROTO + b"(" * many + b"t" * many + b".",
        "memo": PROTO + b"N" + b"".join(b"r" + struct.pack("<I", n) for n in range(many)) + b".",
        "laughs": PROTO + b"}\x94}\x94" + b"X\x01\0\0\0aX\x01\0\0\0b" * 10 + b".",
        "doubled": PROTO
        + b"]q\0"
        + b"]q\1("
        + b"h\0" * 30_000
        + b"e"
        + b"("
        + b"h\1" * 700_000
        + b"t.",
        "sets": PROTO + b"\x8f" * many + b".",
        "dicts": PROTO + b"}" * many + b".",
        "text of 2^32": PROTO + b"X\xff\xff\xff\xff" + b"a" * 1000,
        "bytes of 2^64": PROTO + b"\x8e" + b"\xff" * 8,
        "number of 2^31 bytes": PROTO + b"\x8b\xff\xff\xff\x7f1",
        "name without end": PROTO + b"c" + b"a" * 100_000,
        "deep keys": PROTO + b"})" + b"\x85" * 600_000 + b"Ns.",
        "shared modules": shared_modules(),
        "empty stack": PROTO + b"R.",
        "no mark": PROTO + b"t.",
        "memo not there": PROTO + b"h\7.",
        "text opcodes": b"\x80\x00(lp0\nI1\na.",
    }
    files |= {f"{name}, zip": zipped(index) for name, index in indices.items()}
    zeros = PROTO + b"}" + b"N0" * 50_000_000 + b"."
    files["bomb"] = zipped(zeros, zipfile.ZIP_DEFLATED)
    del zeros
    files["zip without pickle"] = zipped(b"", name="a/data.txt")
    files["many members"] = many_members()
    files["header of 2^60"] = header_of(2**60)
    files["header of 2^63"] = header_of(2**64 - 1)
    files["header longer than the file"] = header_of(10_000)
    files["header of lists"] = header_of(2**22, b'{"a":' + b"[" * 2**22)
    files["header of many"] = header_of(2**22, (b'{"a":[' + b"[]," * 2**21)[: 2**22])
    entry = {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}
    names = json.dumps({f"name{n}": entry for n in range(30_000)}).encode()
    files["30,000 names"] = header_of(len(names), names)
    wrong = json.dumps({"a": {"dtype": "F32", "shape": [-1, 1e300], "data_offsets": 0}}).encode()
    files["shape of nonsense"] = header_of(len(wrong), wrong)
    files["header that is a list"] = header_of(2, b"{}"[:0] + b"{ ")
    files["empty"] = b""
    files["lfs"] = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 102530333\n"
    files["web page"] = b"<!DOCTYPE html><html><body>404</body></html>"
    files["a picture"] = b"\x89PNG\r\n\x1a\n" + bytes(1000)
    files["one tensor"] = saved(torch.zeros(3))
    files["no tensors"] = saved({"epoch": 3, "state_dict": {}})
    return files


def shared_modules() -> bytes:
    """Modules that share one large dictionary of modules: walked without care, without end."""

    def text(value: str) -> bytes:
        return b"X" + struct.pack("<I", len(value)) + value.encode()

    leaf = b"cm\nM\n)\x81}(" + text("_parameters") + b"}" + text("_modules") + b"}ub"
    large = b"}q\1(" + b"".join(text(f"n{n}") + leaf for n in range(15_000)) + b"u0"
    middle = b"cm\nM\n)\x81}(" + text("_parameters") + b"}" + text("_modules") + b"h\1ub"
    top = b"}(" + b"".join(text(f"m{n}") + middle for n in range(15_000)) + b"u"
    return (
        PROTO
        + large
        + b"cm\nM\n)\x81}("
        + text("_parameters")
        + b"}"
        + text("_modules")
        + (top + b"ub.")
    )


def many_members() -> bytes:
    """A zip whose index alone is large."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(40_000):
            archive.writestr(f"a/{number}", b"")
    return file.getvalue()


@cache
def small_files() -> dict[str, bytes]:
    """Real files, some kilobytes large, to be cut and changed."""
    module = nn.Sequential(
        *[nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4)) for _ in range(9)]
    )
    state = module.state_dict()
    return {
        "zip": saved(state),
        "legacy": saved(state, _use_new_zipfile_serialization=False),
        "module": saved(module),
    }
