"""The pass that draws identical consecutive blocks once."""

from collections.abc import Collection, Hashable
from dataclasses import replace
from itertools import groupby

from app.diagram.diagram import Diagram, Frame


def fold(diagram: Diagram, unfold: Collection[str] = ()) -> Diagram:
    """The diagram with every run of identical blocks shown as its first, ``×N``.

    A run that has a block of ``unfold`` is left as it is.

    Identical means equal in structure: the same ops with the same options between the same tensors
    for every input size, not merely of the same class.
    """
    blocks = [frame for frame in diagram.frames if frame.group.kind == "block"]
    stays: dict[str, Frame] = {}
    gone: set[str] = set()
    moved: dict[str, str] = {}
    signatures = {frame.id: signature(diagram, frame) for frame in blocks}
    for _, run in groupby(blocks, key=lambda frame: (frame.group.parent, signatures[frame.id])):
        first, *others = run
        if not others or {frame.id for frame in (first, *others)}.intersection(unfold):
            continue
        stays[first.id] = Frame(first.group, (first.id, *[frame.id for frame in others]))
        for frame in others:
            inside = [node.id for node in diagram.nodes if node.frame == frame.id]
            gone.update([frame.id, *inside])
            moved |= {id: first.id + id.removeprefix(frame.id) for id in inside}
    # What leaves the last copy leaves the first now; arrows between two copies are not shown.
    arrows = tuple(
        replace(arrow, source=moved.get(arrow.source, arrow.source))
        for arrow in diagram.arrows
        if arrow.target not in gone
    )
    return Diagram(
        tuple(node for node in diagram.nodes if node.id not in gone),
        arrows,
        tuple(stays.get(frame.id, frame) for frame in diagram.frames if frame.id not in gone),
    )


def signature(diagram: Diagram, frame: Frame) -> Hashable:
    """All that is seen of a block, without its name."""
    inside = {node.id: node for node in diagram.nodes if node.frame == frame.id}

    def local(id: str) -> str:
        return id.removeprefix(frame.id) if id in inside else "in"

    nodes = tuple(
        (
            local(node.id),
            node.role,
            node.output,
            op.kind,
            op.windows,
            op.groups,
            op.bias,
            op.in_channels,
        )
        for node in inside.values()
        if (op := node.op)
    )
    arrows = tuple(
        (local(arrow.source), local(arrow.target), arrow.tensor, arrow.role)
        for arrow in diagram.arrows
        if arrow.target in inside
    )
    return frame.group.type, nodes, arrows
