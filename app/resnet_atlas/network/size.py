"""The height and width of the input, as people write them: ``224`` or ``225x320``."""

import re
from dataclasses import dataclass
from typing import Self

from resnet_atlas.errors import BadParameter
from resnet_atlas.messages import Message
from resnet_atlas.parse import plain

LARGEST = 4096
ALLOWED = Message("a whole number from 1 to {most}, or height×width as 225x320", most=LARGEST)


@dataclass(frozen=True, slots=True)
class Size:
    """Height and width of the input in pixels, each from 1 to 4096."""

    height: int
    width: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``224`` or ``225x320``; anything else is a ``BadParameter`` for ``size``.

        Digits and signs may be of full width, as Chinese keyboards make them.
        """
        match = re.fullmatch(r"([0-9]+)(?:\s*[xX×*]\s*([0-9]+))?", plain(text))
        if not match:
            raise BadParameter("size", text, Message("this is not a size"), ALLOWED)
        # Cut before int(): beyond 4300 digits Python refuses, and all is too large.
        sides = [int(side[:4000]) for side in (match[1], match[2] or match[1])]
        if min(sides) < 1:
            raise BadParameter("size", text, Message("an input has at least one pixel"), ALLOWED)
        if max(sides) > LARGEST:
            raise BadParameter("size", text, Message("this is too large"), ALLOWED)
        return cls(*sides)

    def __str__(self) -> str:
        """``224`` for a square, ``225x320`` (height first) otherwise."""
        return f"{self.height}" if self.height == self.width else f"{self.height}x{self.width}"


DEFAULT_SIZE = Size(224, 224)

USUAL_SIDES = (224, 32, 28, 299, 256, 227, 96, 64, 128, 512, 240, 288, 384)
"""Sides of the images that networks are made for, those of ImageNet and CIFAR first."""

LARGEST_BATCH = 256
