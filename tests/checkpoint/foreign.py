"""Files that are no checkpoints but are taken for some, as other programs write them."""

import bz2
import gzip
import io
import lzma
import pickle
import tarfile
import zipfile
from collections.abc import Mapping

import numpy

ONNX = b"\x08\x08\x12\x07pytorch\x1a\x052.4.0:\x80\x01"
SAVED_MODEL = b"\x08\x01\x12\xa0\x1f\n\x05\x1a\x05serve"
TENSORFLOW_INDEX = bytes(60) + b"\x57\xfb\x80\x8b\x24\x75\x47\xdb"


def tar() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        member = tarfile.TarInfo("model.pth")
        member.size = 4
        archive.addfile(member, io.BytesIO(b"1234"))
    return file.getvalue().rstrip(b"\0") + bytes(1024)


def zip_of(members: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def npz() -> bytes:
    file = io.BytesIO()
    numpy.savez(file, weight=numpy.zeros(2))
    return file.getvalue()


def npy() -> bytes:
    file = io.BytesIO()
    numpy.save(file, numpy.zeros(2))
    return file.getvalue()


def arrays(protocol: int) -> bytes:
    """As detectron2's model zoo has its weights."""
    weights = {"conv1.weight": numpy.zeros((2, 3), numpy.float32)}
    return pickle.dumps({"model": weights, "__author__": "Caffe2"}, protocol)


def foreign_files() -> dict[str, bytes]:
    """The files by what they are."""
    return {
        "gzip": gzip.compress(b"weights", mtime=0),
        "bzip2": bz2.compress(b"weights"),
        "xz": lzma.compress(b"weights"),
        "tar": tar(),
        "hdf5": b"\x89HDF\r\n\x1a\n" + bytes(40),
        "gguf": b"GGUF\3\0\0\0" + bytes(40),
        "onnx": ONNX + bytes(40),
        "savedmodel": SAVED_MODEL + bytes(40),
        "tflite": b"\x1c\0\0\0TFL3" + bytes(40),
        "tensorflow index": TENSORFLOW_INDEX,
        "tensorflow list": b'model_checkpoint_path: "model.ckpt-1000"\n',
        "npy": npy(),
        "npz": npz(),
        "arrays in a pickle": arrays(2),
        "arrays in a pickle of protocol 4": arrays(4),
        "keras": zip_of({"config.json": b"{}", "model.weights.h5": b"\x89HDF"}),
        "pt2": zip_of({"model/models/model.json": b"{}", "model/archive_format": b"pt2"}),
        "zip of a checkpoint": zip_of({"model.pth": b"PK"}),
        "json": b'{"model_type": "resnet", "hidden_sizes": [256]}',
        "index of shards": b'{"metadata": {}, "weight_map": {}}',
        "text": b"conv1.weight 64 3 7 7\n",
    }
