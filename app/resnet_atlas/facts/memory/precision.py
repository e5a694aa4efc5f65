"""The types of a network's numbers, and the bytes that each takes."""

from dataclasses import dataclass
from typing import Literal

Unit = Literal["number", "image", "cast", "copy", "statistic", "index"]
"""What a piece of memory holds: elements of a tensor that an op made; the input; the input in a
lower precision; a weight in a lower precision; a statistic of batch norm; a position."""

STATISTIC, INDEX = 4, 8
"""Bytes of a statistic of batch norm (fp32, as on GPUs) and of a position (int64)."""


@dataclass(frozen=True, slots=True)
class Precision:
    """Bytes of a parameter, and of a number that an op makes.

    They differ under ``torch.autocast``, which computes with copies of weights and input.
    """

    name: str
    parameter: int
    number: int

    @property
    def autocast(self) -> bool:
        """Whether parameters are kept in a higher precision than what is computed."""
        return self.parameter != self.number

    def bytes_of(self, unit: Unit) -> int:
        """Bytes of one element."""
        copy = self.number if self.autocast else 0
        return {
            "number": self.number,
            "image": self.parameter,
            "cast": copy,
            "copy": copy,
            "statistic": STATISTIC,
            "index": INDEX,
        }[unit]


FLOAT32 = Precision("float32", 4, 4)

PRECISIONS = {
    each.name: each
    for each in (
        FLOAT32,
        Precision("bfloat16", 2, 2),
        Precision("float16", 2, 2),
        Precision("autocast_bfloat16", 4, 2),
        Precision("autocast_float16", 4, 2),
    )
}
"""``bfloat16`` is ``net.to(torch.bfloat16)``; ``autocast_bfloat16`` leaves parameters in fp32."""
