"""A scene: all items of a picture in their positions."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_

from resnet_atlas.render.layout import labels
from resnet_atlas.render.layout.arrows import arrows_of
from resnet_atlas.render.layout.boxes import BASE, GAP, TEXT, text_bounds
from resnet_atlas.render.layout.frames import frames_of
from resnet_atlas.render.layout.lanes import Lane
from resnet_atlas.render.layout.sheet import Sheet
from resnet_atlas.render.shapes import Bounds, Item, Text

PAD = 11
"""Points between the edge of the picture and its content."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture without input size and theme, ``width`` by ``height`` points; back items first."""

    width: float
    height: float
    items: tuple[Item, ...]


def compose(sheet: Sheet) -> Scene:
    """The scene of a sheet: each frame before its content, in reading order; arrows last."""
    diagram = sheet.diagram
    nodes = {node.id: box_item(sheet, node.id) for node in diagram.nodes}
    words = [(lane.frame, identity(sheet, lane)) for lane in sheet.lanes if lane.bare]
    arrows = arrows_of(sheet)

    def within() -> Iterator[tuple[str | None, Bounds]]:
        for node in diagram.nodes:
            yield node.frame, nodes[node.id].bounds
        for id, item in words:
            yield id, item.bounds
        for (source, target), item in arrows.items():
            ends = [list(diagram.around(diagram.node[id])) for id in (source, target)]
            common = [frame.id for frame in ends[0] if frame in ends[1]]
            yield common[0] if common else None, item.bounds

    frames = frames_of(sheet, within())
    items: list[Item] = []
    begun: set[str] = set()
    for node in diagram.nodes:
        for frame in reversed(list(diagram.around(node))):
            if frame.id not in begun:
                items += frames[frame.id]
                begun.add(frame.id)
        items.append(nodes[node.id])
    items += [*(item for _, item in words), *arrows.values()]
    edge = reduce(or_, (item.bounds for item in items)).grown(PAD)
    if diagram.limit:
        items.append(limit(sheet, edge))
        edge |= items[-1].bounds.grown(PAD)
    moved = tuple(item.at(item.x - edge.left, item.y - edge.top) for item in items)
    return Scene(edge.right - edge.left, edge.bottom - edge.top, moved)


def box_item(sheet: Sheet, id: str) -> Item:
    """The item of a node."""
    box = sheet.boxes[id]
    node = sheet.diagram.node[id]
    covers = node.closed.covers if node.closed else ()
    origin = id.removesuffix("→") if node.is_tensor else ""
    item = Item(id, box.classes, box.tip, box.link, 0, 0, box.shapes, box.bounds, covers, origin)
    return item.at(*sheet.middle[id])


def limit(sheet: Sheet, edge: Bounds) -> Item:
    """The sentence above the picture that says why some blocks stay folded."""
    words = labels.limit(sheet.diagram.limit)
    text = Text(0, 0, words, TEXT, "ink")
    item = Item("limit", "note", words, "", 0, 0, (text,), text_bounds(text))
    return item.at(edge.left + PAD, edge.top)


def identity(sheet: Sheet, lane: Lane) -> Item:
    """The label and the shape on a shortcut without ops."""
    if sheet.narrow:
        return narrow_identity(sheet, lane)
    anchor = "middle" if sheet.across else "start"
    x, y = (0, 12) if sheet.across else (GAP, BASE * TEXT - 6)
    texts = (
        Text(x, y, labels.IDENTITY, TEXT, "shortcut", anchor=anchor),
        Text(x, y + 12, lane.tensor, TEXT, "shortcut", anchor=anchor),
    )
    bounds = reduce(or_, map(text_bounds, texts))
    item = Item(lane.identity, "lane", "", "", 0, 0, texts, bounds)
    return item.at(*sheet.middle[lane.identity])


def narrow_identity(sheet: Sheet, lane: Lane) -> Item:
    """The label below the shortcut's way back to the ⊕; the shape is above it."""
    text = Text(-GAP, TEXT, labels.IDENTITY, TEXT, "shortcut", anchor="end")
    item = Item(lane.identity, "lane", "", "", 0, 0, (text,), text_bounds(text))
    return item.at(sheet.middle[lane.identity][0], sheet.middle[lane.target][1])
