"""What an op asks of the tensors it is given: equal sizes, mostly."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from resnet_atlas.graph.expression import Expression
from resnet_atlas.graph.op import Op
from resnet_atlas.graph.tensor import Tensor, show
from resnet_atlas.messages import Message
from resnet_atlas.network.size import Size

ONE = Expression.constant(1)

TAKES_CHANNELS = ("conv", "conv_transpose", "batch_norm")
TAKES_FEATURES = ("linear",)
BROADCASTS = ("add", "sub", "mul", "div", "max")
REARRANGES = ("view", "flatten", "pixel_shuffle", "pixel_unshuffle")


@dataclass(frozen=True, slots=True)
class Demand:
    """Two sizes that have to be equal at ``op``, and aren't by their formulas.

    ``given`` is what comes in, ``taken`` what the op takes, or what the other tensor has.
    """

    op: Op
    given: Expression
    taken: Expression
    tensors: tuple[Tensor, ...]

    def holds(self, sizes: Mapping[str, int]) -> bool:
        """Whether both are equal for an input of these sizes."""
        return self.given.value(sizes) == self.taken.value(sizes)

    @property
    def is_hopeless(self) -> bool:
        """Whether no input size helps: both are numbers."""
        return self.given.is_constant and self.taken.is_constant

    def problem(self, size: Size) -> Message:
        """What is wrong at an input of ``size``."""
        sizes = {"N": 1, "H": size.height, "W": size.width}
        given, taken = self.given.value(sizes), self.taken.value(sizes)
        if self.op.kind in TAKES_CHANNELS:
            text = "{op} takes {taken} channels and gets {given}"
            return Message(text, op=self.op.id, taken=taken, given=given)
        if self.op.kind in TAKES_FEATURES:
            text = "{op} takes {taken} features and gets {given}"
            return Message(text, op=self.op.id, taken=taken, given=given)
        shapes = sorted({show(tensor.shape(size)) for tensor in self.tensors})
        if self.op.kind in REARRANGES:
            wanted = show(self.op.output.shape(size))
            text = "{op} can’t make {wanted} of {one}"
            return Message(text, op=self.op.id, wanted=wanted, one=shapes[0])
        if self.op.kind == "cat":
            text = "{op} can’t join {one} and {other}"
        elif self.op.kind == "add":
            text = "{op} can’t add {one} and {other}"
        else:
            text = "{op} can’t combine {one} and {other}"
        return Message(text, op=self.op.id, one=shapes[0], other=shapes[-1])


def demands(op: Op, given: Sequence[Tensor]) -> Iterator[Demand]:
    """The demands of an op on its inputs that aren't met by equal formulas."""
    if op.kind in TAKES_CHANNELS or op.kind in TAKES_FEATURES:
        (tensor,) = given
        flat = op.kind not in TAKES_FEATURES or not tensor.axes
        if flat and not tensor.dims and tensor.channels == op.in_channels:
            return  # nearly always
        place = -1 if op.kind in TAKES_FEATURES else 1
        sizes = tensor.sizes
        if len(sizes) > 1:
            yield from pair(op, sizes[place], Expression.constant(op.in_channels), given)
    elif op.kind in BROADCASTS and len(given) > 1 and given[0] != given[1]:
        one, other = (tensor.sizes[::-1] for tensor in given[:2])
        for left, right in zip(one, other, strict=False):
            if ONE not in (left, right):
                yield from pair(op, left, right, given)
    elif op.kind == "cat":
        first = given[0].sizes
        for tensor in given[1:]:
            if len(tensor.sizes) != len(first):
                yield from pair(
                    op, Expression.constant(tensor.rank), Expression.constant(len(first)), given
                )
                continue
            for place, (left, right) in enumerate(zip(first, tensor.sizes, strict=True)):
                if place != op.axis:
                    yield from pair(op, right, left, (given[0], tensor))
    elif op.kind == "matmul" and len(given) == 2:
        one, other = given[0].sizes, given[1].sizes
        yield from pair(op, other[-2], one[-1], given)
    elif op.kind == "expand":
        for own, wanted in zip(given[0].sizes[::-1], op.output.sizes[::-1], strict=False):
            if own != ONE:
                yield from pair(op, own, wanted, given)
    elif op.beside:
        for left, right in zip(given[0].sizes[::-1], op.beside[::-1], strict=False):
            if ONE not in (left, right):
                yield from pair(op, left, right, (given[0], Tensor.of(op.beside)))
    elif op.kind in REARRANGES and op.output != given[0]:
        before, after = (prod(tensor.sizes, start=ONE) for tensor in (given[0], op.output))
        yield from pair(op, before, after, given)


def pair(
    op: Op, given: Expression, taken: Expression, tensors: Sequence[Tensor]
) -> Iterator[Demand]:
    """A demand that two sizes are equal, unless they are, or one was only observed."""
    if given != taken and not (given.is_observed or taken.is_observed):
        yield Demand(op, given, taken, tuple(tensors))
