"""The window of a convolution or pooling along one axis, and the size formula it obeys.

``out = ⌊(in + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1``, as the documentation of
``torch.nn.Conv2d`` and ``torch.nn.MaxPool2d`` states it; with ``ceil_mode`` it is ``⌈…⌉``.
"""

from dataclasses import dataclass
from typing import overload

from resnet_atlas.graph.expression import Axis, Expression
from resnet_atlas.graph.extent import Extent


@dataclass(frozen=True, slots=True)
class Window:
    """A window that slides along one axis.

    All options count elements of that axis; all but padding are at least 1. With ``ceil`` the last
    window may reach beyond the end instead of dropping the rest. With ``same`` the padding is what
    it takes for ⌈n/stride⌉ positions, as in TensorFlow, and ``padding`` is 0.
    """

    kernel: int
    stride: int = 1
    padding: int = 0
    dilation: int = 1
    ceil: bool = False
    same: bool = False

    @property
    def span(self) -> int:
        """How many elements the window covers from first to last, the dilation's gaps included."""
        return self.dilation * (self.kernel - 1) + 1

    @overload
    def extent(self, before: Extent) -> Extent: ...
    @overload
    def extent(self, before: Axis) -> Axis: ...
    def extent(self, before: Axis) -> Axis:
        """The closed form after the window, given that of its input."""
        up = self.stride - 1 if self.ceil or self.same else 0  # ⌈x/t⌉ is ⌊(x + t − 1)/t⌋
        if self.same:
            return before.then(up, self.stride)
        return before.then(2 * self.padding - self.span + up + self.stride, self.stride)

    def after(self, size: Expression) -> Expression:
        """The size after the window, whichever axis of the input it depends on."""
        found = self.extent(Extent())
        return (size + found.a) // found.s

    def dropped(self, n: int) -> int:
        """The number of elements (padding included) after the last window on ``n`` elements."""
        if self.ceil:
            return 0
        if self.same:
            return max(n - (-(-n // self.stride) - 1) * self.stride - self.span, 0)
        return (n + 2 * self.padding - self.span) % self.stride

    def padding_before(self, n: int) -> int:
        """How many elements of padding lie before the first of ``n`` elements.

        >>> Window(3, 2, same=True).padding_before(8), Window(3, 2, same=True).padding_before(9)
        (0, 1)
        """
        total = (-(-n // self.stride) - 1) * self.stride + self.span - n
        return max(total, 0) // 2 if self.same else self.padding

    def growth(self, n: int, out: int) -> str:
        """The size formula of a transposed convolution that makes ``out`` of ``n`` elements.

        >>> Window(3, 2, 1).growth(112, 224)
        '(112 − 1)·2 − 2·1 + 3 + 1 = 224'
        """
        more = out - ((n - 1) * self.stride - 2 * self.padding + self.span)
        padded = f" + {more}" if more else ""
        return f"({n} − 1)·{self.stride} − 2·{self.padding} + {self.span}{padded} = {out}"

    def formula(self, n: int) -> str:
        """The size formula with its numbers for an input of ``n`` elements.

        >>> Window(7, 2, 3).formula(225)
        '⌊(225 + 2·3 − 7) / 2⌋ + 1 = 113'
        """
        out = self.extent(Extent()).size(n)
        if self.same:
            return f"⌈{n} / {self.stride}⌉ = {out}"
        left, right = "⌈⌉" if self.ceil else "⌊⌋"
        span = (
            f"{self.kernel}" if self.dilation == 1 else f"{self.dilation}·({self.kernel} − 1) − 1"
        )
        return f"{left}({n} + 2·{self.padding} − {span}) / {self.stride}{right} + 1 = {out}"
