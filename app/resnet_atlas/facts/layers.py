"""The layer table: one row per op, at one input size."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from resnet_atlas.errors import UnknownName
from resnet_atlas.facts.cost import Cost
from resnet_atlas.facts.state_dict import shapes_of
from resnet_atlas.graph.expression import Axis
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.op import Op, Role
from resnet_atlas.graph.tensor import Certainty, Shape
from resnet_atlas.graph.window import Window
from resnet_atlas.messages import Message
from resnet_atlas.parse import nearest

AXES = ("height", "width")


@dataclass(frozen=True, slots=True)
class Layer:
    """One op at one input size.

    Shapes begin with the batch. Pairs are height and width, None where the op slides no window.
    ``certainty`` is ``observed`` where the shape was only seen in a run at this size.
    ``extent`` is the closed form of the output's axes (``⌊(n + a)/s⌋``; ``s`` = 0: the constant
    ``a``), ``formula`` PyTorch's size formula with its numbers, ``dropped`` the elements of the
    padded input that its floor leaves out. ``receptive_field`` is in input pixels, None for all of
    the input; ``jump`` is the distance of neighbouring elements in input pixels, None
    where the input's size doesn't change their number. MACs, activations and bytes are for the
    whole batch, bytes in fp32: ``saved_for_backward`` is what autograd keeps of the op's making,
    ``alive`` all tensors in memory while the op works in inference. ``weights`` are the shapes of
    the op's tensors by their names in PyTorch's ``state_dict``.
    """

    id: str
    kind: str
    stage: str
    block: str | None
    role: Role
    sources: tuple[str, ...]
    inputs: tuple[tuple[int, ...], ...]
    output: tuple[int, ...]
    symbolic: str
    certainty: Certainty
    extent: dict[str, Axis] | None
    kernel: tuple[int, ...] | None
    stride: tuple[int, ...] | None
    padding: tuple[int, ...] | None
    dilation: tuple[int, ...] | None
    groups: int
    parameters: int
    macs: int
    activations: int
    saved_for_backward: int
    alive: int
    receptive_field: tuple[int, ...] | None
    jump: tuple[int | float, ...] | None
    formula: dict[str, str] | None
    dropped: dict[str, int] | None
    weights: dict[str, tuple[int, ...]]

    @property
    def arrow(self) -> str:
        """How a stride changes the sides: ``↑`` for a transposed convolution, else ``↓``."""
        return "↑" if self.kind == "conv_transpose" else "↓"

    @classmethod
    def of(
        cls,
        op: Op,
        shapes: Mapping[str, Shape],
        cost: Cost,
        memory: tuple[int, int],
        receptive_field: tuple[int, ...] | None,
    ) -> Self:
        """The row of ``op``; ``shapes`` are those of all ops by id.

        ``memory`` are the bytes saved for the backward pass, and those alive in inference.
        """

        def pair(read: Callable[[Window], int]) -> tuple[int, ...] | None:
            return tuple(read(window) for window in op.windows) if op.windows else None

        axes = op.output.axes
        sides = shapes[op.inputs[0]][2:]
        slides = list(zip(AXES, op.windows, sides, strict=True)) if op.windows else []
        formula = {axis: window.formula(n) for axis, window, n in slides}
        if op.kind == "conv_transpose":
            outs = shapes[op.id][2:]
            formula = {
                axis: window.growth(n, out)
                for (axis, window, n), out in zip(slides, outs, strict=True)
            }
            slides = []  # it drops nothing
        return cls(
            id=op.id,
            kind=op.kind,
            stage=op.stage,
            block=op.block,
            role=op.role,
            sources=op.inputs,
            inputs=tuple(shapes[source] for source in op.inputs),
            output=shapes[op.id],
            symbolic=op.output.symbolic,
            certainty=op.output.certainty,
            extent=dict(zip(AXES, axes, strict=True)) if axes else None,
            kernel=pair(lambda window: window.kernel),
            stride=pair(lambda window: window.stride),
            padding=pair(lambda window: window.padding),
            dilation=pair(lambda window: window.dilation),
            groups=op.groups,
            parameters=cost.parameters,
            macs=cost.macs,
            activations=cost.activations,
            saved_for_backward=memory[0],
            alive=memory[1],
            receptive_field=receptive_field,
            jump=op.output.jump,
            formula=formula or None,
            dropped={axis: window.dropped(n) for axis, window, n in slides} or None,
            weights=shapes_of(op),
        )


def matching(
    rows: Iterable[Layer], graph: Graph, stage: str = "", block: str = "", kind: str = ""
) -> list[Layer]:
    """The rows that are in a stage (by any of its names), in a block and of a kind.

    ``UnknownName`` if the network has no such stage, block or kind.
    """
    stage = stage and graph.find(stage, "stage", ("stem", "stage", "head")).id
    block = block and graph.find(block, "block", ("block",)).id
    kinds = dict.fromkeys(op.kind for op in graph.layers)
    if kind and kind not in kinds:
        problem, allowed = Message("this network has no such layers"), ", ".join(kinds)
        raise UnknownName("kind", kind, problem, allowed, nearest(kind, kinds))
    return [
        row
        for row in rows
        if stage in ("", row.stage) and block in ("", row.block) and kind in ("", row.kind)
    ]
