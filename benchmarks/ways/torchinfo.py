"""A table in a terminal."""

from resnet_atlas.graph.tensor import Shape
from torch import nn
from torchinfo import summary

from benchmarks.network import image
from benchmarks.network import network as make

__all__ = ["UNHEARD", "make", "shapes"]

UNHEARD = {"input", "add", "flatten"}


def shapes(it: nn.Module, size: tuple[int, int]) -> list[Shape]:
    """The rows of the table that are layers."""
    found = summary(it, input_data=image(size), device="meta", verbose=0)
    return [tuple(row.output_size) for row in found.summary_list if row.is_leaf_layer]
