"""Everything about every op."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torchlens
from resnet_atlas.graph.tensor import Shape
from torch import nn

from benchmarks.network import image
from benchmarks.network import network as make

__all__ = ["make", "picture", "shapes"]

STRUCTURE = torchlens.options.CaptureOptions(structure_only=True)


def log(it: nn.Module, size: tuple[int, int]) -> Any:
    """What it records of a run."""
    return torchlens.trace(it, image(size), capture=STRUCTURE)


def shapes(it: nn.Module, size: tuple[int, int]) -> list[Shape]:
    """What it records of ops; it counts buffers and the output among them."""
    ops = log(it, size).layer_list
    return [tuple(op.shape) for op in ops if not op.is_buffer and not op.is_output]


def picture(it: nn.Module, size: tuple[int, int]) -> bytes:
    """Its graph as SVG, by a ``dot`` process."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "net"
        log(it, size).draw(vis_outpath=str(path), vis_fileformat="svg", vis_save_only=True)
        return path.with_suffix(".svg").read_bytes()
