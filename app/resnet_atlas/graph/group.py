"""A group of ops: the stem, a stage, the head or a block."""

from dataclasses import dataclass
from typing import Literal

Shortcut = Literal["identity", "projection", "padded", "subsampled", "none"]

KINDS = ("stem", "stage", "head", "block")
"""The kinds of group."""


@dataclass(frozen=True, slots=True)
class Group:
    """A stage or a block. ``kind`` is ``stem``, ``stage``, ``head`` or ``block``.

    ``type`` is the class of the block, or of the stage's blocks; ``number`` counts stages from 1
    (stem and head have 0), blocks from 0 as their module paths do. ``shortcut`` is what a block's
    shortcut is: ``projection`` where it has a conv, ``identity`` where nothing is on it, ``padded``
    where channels of zeros are, ``subsampled`` where positions are left out and nothing else,
    ``none`` where nothing is added.
    ``paper`` is what table 1 of the paper calls a stage (``conv2_x``), in networks with four.
    """

    id: str
    kind: str
    parent: str | None = None
    type: str = ""
    number: int = 0
    shortcut: Shortcut | None = None
    paper: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """All names. ResNet's stages have one in prose, in PyTorch and, some, in the paper."""
        if self.kind != "stage" or not self.number:
            return (self.id,)
        return (f"stage{self.number}", self.id, *([self.paper] if self.paper else []))
