"""What a file holds beside the network: necks, decoders, heads, a momentum encoder's copy."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import prod

from resnet_atlas.checkpoint.identifying.options import Shapes
from resnet_atlas.messages import Message

KNOWN = (
    (r"(^|\.)(fpn|neck|pyramid)\b", Message("a feature pyramid")),
    (r"encoder_k|momentum_encoder|key_encoder|target_(net|encoder)", Message("a momentum encoder")),
    (r"(^|\.)teacher", Message("a teacher")),
    (r"queue", Message("a queue of keys for contrastive learning")),
    (r"ema", Message("an average of the weights")),
    (r"proj(ect|ection|ector)?(_head|_mlp|$)|projector", Message("a projection head")),
    (r"predictor", Message("a predictor of self-supervised learning")),
    (r"prototypes", Message("prototypes of clusters")),
    (r"decode|decoder|up(conv|sample|block)?\d*$", Message("a decoder")),
    (r"rpn", Message("a region proposal network")),
    (r"roi_heads|bbox_head|mask_head|roi_head", Message("heads of a detector")),
    (r"aux", Message("an auxiliary classifier")),
    (r"loss|criterion|metric", Message("parts of a loss")),
    (r"mean$|std$|pixel_", Message("the mean or the deviation of images")),
    (r"classifier|head|fc\d*$|linear|logits", Message("a further head")),
)
"""What parts are called, and what they are."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part: its path in the file, what it is if that is known, what it holds."""

    path: str
    what: str
    tensors: int
    numbers: int


def parts_beside(beside: Iterable[str], shapes: Shapes, prefix: str) -> tuple[Part, ...]:
    """The parts that some names are of, cut where they leave the network's own prefix."""
    held: dict[str, list[str]] = defaultdict(list)
    own = prefix.rstrip(".").split(".") if prefix else []
    for name in beside:
        steps = name.split(".")
        length = 1
        while length < len(steps) and steps[:length] == own[:length]:
            length += 1
        held[".".join(steps[:length])].append(name)
    return tuple(
        Part(path, meaning(path), len(names), sum(prod(shapes[name]) for name in names))
        for path, names in held.items()
    )


def meaning(path: str) -> str:
    """What a part is; empty if its name doesn't say."""
    last = path.rpartition(".")[2]
    return next((what for pattern, what in KNOWN if re.search(pattern, last, re.IGNORECASE)), "")
