"""How much of the input an element of a tensor can depend on.

A window widens the field of its input by ``(span − 1) · jump``; where branches meet, the wider one
counts (Araujo et al. 2019, Computing Receptive Fields of CNNs). After an upsampling neighbouring
elements may come from one element before it, so what windows add there is rounded up to whole
elements before it.
"""

from collections.abc import Sequence
from math import ceil

from resnet_atlas.graph.expression import Axis
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.op import Op

Number = int | float
Side = tuple[tuple[Number, Number], ...]
"""The field along an axis, by levels: the pixels between two elements before an upsampling (1 for
the input itself), and the pixels that windows have added since.
"""

GROWS = ("conv_transpose", "interpolate", "pixel_shuffle")
MIXES = ("attention", "matmul", "cumsum", "roll", "flip", "softmax", "log_softmax", "normalize")
"""Ops that look at all positions, or move them."""

REARRANGES = ("flatten", "view", "permute")


def receptive_fields(graph: Graph) -> dict[str, tuple[int, ...] | None]:
    """How many input pixels, height and width, an element of each op's output can depend on.

    None stands for the whole input, whatever its size, as behind global pooling. Where PyTorch was
    only seen to run an op, nothing less can be said either.
    """
    fields: dict[str, tuple[Side, ...] | None] = {"input": (((1, 0),),) * 2}
    mixed: set[str] = set()
    for op in graph.layers:
        before = [fields[source] for source in op.inputs]
        if merges_positions(op, graph) or mixed.intersection(op.inputs):
            mixed.add(op.id)
        known = [sides for sides in before if sides is not None]
        if len(known) < len(before) or reads_all(op, graph, op.id in mixed):
            fields[op.id] = None
            continue
        widest = tuple(max(sides, key=pixels) for sides in zip(*known, strict=True))
        axes = graph.op[op.inputs[0]].output.axes
        fields[op.id] = tuple(after(side, op, place, axes) for place, side in enumerate(widest))
    return {
        id: sides if sides is None else tuple(map(pixels, sides)) for id, sides in fields.items()
    }


def pixels(side: Side) -> int:
    """The pixels of a field: those of the last level make up whole elements of the one before."""
    added: Number = 0
    for unit, more in reversed(side):
        added = ceil(max(added + more, 0) / unit) * unit
    return int(1 + added)


def after(side: Side, op: Op, place: int, axes: Sequence[Axis]) -> Side:
    """The field along an axis after an op."""
    if op.kind in GROWS and len(op.output.axes) == len(axes) == 2:
        unit, jump = axes[place].s, op.output.axes[place].s
        if not unit or not jump:
            return side
        more = (op.taps - 1) * unit
        if op.windows:
            more = (op.windows[place].span - op.windows[place].stride) * jump
        return (*side, (unit, more))
    if not op.windows or len(axes) != 2:
        return side
    unit, more = side[-1]
    return (*side[:-1], (unit, more + (op.windows[place].span - 1) * axes[place].s))


def merges_positions(op: Op, graph: Graph) -> bool:
    """Whether an op puts several positions of a map into its channels."""
    if op.kind not in REARRANGES:
        return False
    before = graph.op[op.inputs[0]].output
    return not op.output.axes and any(axis.s or axis.size(1) > 1 for axis in before.axes)


def reads_all(op: Op, graph: Graph, mixed: bool) -> bool:
    """Whether an element of the output can depend on the whole input."""
    if op.kind in MIXES or not op.taps or (op.kind == "linear" and mixed):
        return True
    if op.kind in ("avg_pool", "max_pool") and not op.windows:
        return True
    before = graph.op[op.inputs[0]].output
    if op.kind == "mean" and before.axes != op.output.axes:
        return True
    return op.output.certainty == "observed" and before.certainty == "proven"
