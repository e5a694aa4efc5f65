"""What a file of weights holds."""

from collections import Counter
from dataclasses import dataclass
from math import prod

from resnet_atlas.checkpoint.reading.contents import Found, weights
from resnet_atlas.checkpoint.reading.source import Source
from resnet_atlas.checkpoint.reading.tensor import Tensor


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a file holds.

    ``format`` is ``zip``, ``legacy``, ``pickle``, ``torchscript`` or ``safetensors``. ``path`` are
    the keys under which its state dict is, ``module`` the class it was pickled from where it is a
    whole module, ``others`` the keys of further state dicts in it. ``read`` is how many bytes were
    read.
    """

    format: str
    tensors: dict[str, Tensor]
    path: tuple[str, ...] = ()
    module: str = ""
    others: tuple[tuple[str, ...], ...] = ()
    size: int = 0
    read: int = 0

    @classmethod
    def of(cls, format: str, value: object, source: Source) -> "Checkpoint":
        """What a pickled value holds."""
        first, others = weights(value)
        return cls(
            format,
            first.tensors,
            first.path,
            first.module,
            tuple(found.path for found in others if is_worthwhile(first, found)),
            source.size,
            source.read,
        )

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shapes by name."""
        return {name: tensor.shape for name, tensor in self.tensors.items()}

    @property
    def dtypes(self) -> tuple[str, ...]:
        """The types of its numbers, that of the most numbers first."""
        numbers: Counter[str] = Counter()
        for tensor in self.tensors.values():
            numbers[tensor.dtype] += prod(tensor.shape)
        return tuple(dtype for dtype, _ in numbers.most_common() if dtype)

    @property
    def dtype(self) -> str:
        """The type that most of its numbers have; empty where the file doesn't say."""
        return next(iter(self.dtypes), "")


def is_worthwhile(first: Found, other: Found) -> bool:
    """Whether another state dict could be a network, too: it is half as large or more."""
    return 2 * len(other.tensors) >= len(first.tensors)
