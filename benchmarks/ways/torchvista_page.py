"""A graph for notebooks, before it is laid out."""

from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from torch import nn

from benchmarks.network import image
from benchmarks.network import network as make

# isort: split
from torchvista import trace_model  # after benchmarks.network: it imports torchvision, too

__all__ = ["make", "picture"]


def picture(it: nn.Module, size: tuple[int, int]) -> bytes:
    """A page whose script has yet to lay the graph out; outside a notebook it prints, too."""
    with TemporaryDirectory() as folder, redirect_stdout(StringIO()):
        path = Path(folder) / "net.html"
        trace_model(it, image(size), export_format="html", export_path=path)
        return path.read_bytes()
