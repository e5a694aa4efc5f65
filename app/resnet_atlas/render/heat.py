"""A scene coloured by what its parts cost, or by what they see of the input, with a key below.

The rules are those of ``static/js/picture/heatmap.js``, so that a file shows what the page does:
the share of the colour grows with the square root, and a box that stands for several blocks has
the sum of their costs, but the largest of what doesn't add up.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from resnet_atlas.diagram.view import View
from resnet_atlas.facts.cost import compact, total
from resnet_atlas.facts.facts import Facts
from resnet_atlas.facts.roofline import DEVICES, Traffic, traffic
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.op import Op
from resnet_atlas.render.layout.boxes import text_bounds
from resnet_atlas.render.layout.scene import PAD, Scene
from resnet_atlas.render.places import SIZE, Places
from resnet_atlas.render.shapes import Bounds, Ellipse, Item, Rect, Shape, Text, width_of

HOT = (0xE0, 0x76, 0x1F)
"""The colour of the largest share."""

MOST = 65
"""Percent of that colour in the hottest box: words on it stay legible in both themes."""

KEY_HEIGHT = 30.0
"""Points that the key takes."""

FP32 = 4
DEVICE = DEVICES["a100"]

HEATS: Mapping[str, str] = {
    "parameters": "parameters",
    "macs": "MACs",
    "activations": "activations, all ops",
    "field": "receptive field",
    "saved": "bytes kept for backward, fp32",
    "alive": "bytes alive in inference, fp32",
    "intensity": "operations per byte, fp32",
    "time": f"shortest time in ns, {DEVICE.name}, fp32",
}
"""What a picture can be coloured by, with its name in the key."""

LARGEST = ("field", "alive", "intensity")
"""What doesn't add up."""


def heated(
    scene: Scene, facts: Facts, by: str, palette: Mapping[str, str], view: View
) -> tuple[Scene, Mapping[str, str]]:
    """The scene with every op and closed group coloured by ``by``, and the palette that it takes.

    ``view`` is that of the scene: where there is room for numbers depends on its layout.
    """
    covers = {item.id: item.covers for item in scene.items if item.classes.startswith("frame")}
    amounts = {
        item.id: amount_of(item, facts, by, covers)
        for item in scene.items
        if {"op", "closed"} & {*item.classes.split()} and members(facts.graph, item.id)
    }
    most = max([*amounts.values(), 1])
    least = min(amounts.values(), default=0) if by == "field" else 0
    shares = {
        id: round(((amount - least) / ((most - least) or 1)) ** 0.5 * MOST)
        for id, amount in amounts.items()
    }
    places = Places(scene, across=view.direction == "LR")
    items = [
        hot(item, shares[item.id], amounts[item.id], places) if item.id in amounts else item
        for item in scene.items
    ]
    key = [*key_of(HEATS[by], least, most, scene.height)]
    width = max(scene.width, key[-1].bounds.right + PAD)
    used = {*shares.values(), *RAMP}
    colors = {color_name(share): mixed(palette["paper"], share) for share in used}
    return Scene(width, scene.height + KEY_HEIGHT, (*items, *key)), {**palette, **colors}


def members(graph: Graph, id: str) -> tuple[Op, ...]:
    """An op itself, or the ops of a group."""
    return (graph.op[id],) if id in graph.op else graph.members(id)


def amount_of(item: Item, facts: Facts, by: str, covers: Mapping[str, tuple[str, ...]]) -> int:
    """What a box has of a quantity, with all that it stands for."""
    graph, ids = facts.graph, item.covers or (item.id,)
    if by == "field" and item.id in graph.op and (block := graph.op[item.id].block):
        ids = tuple(other + item.id.removeprefix(block) for other in covers.get(block) or (block,))
    each = [AMOUNTS[by](facts, members(graph, id)) for id in ids]
    return max(each) if by in LARGEST else sum(each)


def field(facts: Facts, ops: Iterable[Op]) -> int:
    """The longer side of the last op's receptive field; where it is unbounded, of the input."""
    seen = facts.receptive_fields[[*ops][-1].id]
    return max(seen or (facts.size.height, facts.size.width))


def moved(facts: Facts, ops: Iterable[Op]) -> list[Traffic]:
    """What ops compute and move."""
    return [traffic(op, facts.shapes, FP32, DEVICE) for op in ops]


def intensity(facts: Facts, ops: Iterable[Op]) -> int:
    """Operations per byte."""
    each = moved(facts, ops)
    moves = sum(op.bytes_read + op.bytes_written for op in each)
    return round(2 * sum(op.macs for op in each) / (moves or 1))


AMOUNTS: Mapping[str, Callable[[Facts, tuple[Op, ...]], int]] = {
    "parameters": lambda facts, ops: total(facts.costs[op.id] for op in ops).parameters,
    "macs": lambda facts, ops: total(facts.costs[op.id] for op in ops).macs,
    "activations": lambda facts, ops: total(facts.costs[op.id] for op in ops).activations,
    "field": field,
    "saved": lambda facts, ops: sum(facts.memory_by_op[op.id][0] for op in ops),
    "alive": lambda facts, ops: max(facts.memory_by_op[op.id][1] for op in ops),
    "intensity": intensity,
    "time": lambda facts, ops: round(1e9 * sum(op.seconds for op in moved(facts, ops))),
}
"""How much of each quantity some ops have."""


def hot(item: Item, share: int, amount: int, places: Places) -> Item:
    """An item in its colour, with its number beside it."""
    outline = next(
        shape for shape in item.shapes if isinstance(shape, Rect | Ellipse) and shape.outline
    )
    shapes = [colored(shape, share) for shape in item.shapes]
    if not amount:
        return replace(item, shapes=tuple(shapes))
    text = places.number(item, outline, compact(amount))
    bounds = item.bounds | text_bounds(text).moved(item.x, item.y)
    return replace(item, shapes=(*shapes, text), bounds=bounds)


def colored(shape: Shape, share: int) -> Shape:
    """A shape of a coloured item: its outline is filled, muted words are in ink."""
    if isinstance(shape, Rect | Ellipse) and shape.outline:
        return replace(shape, fill=color_name(share))
    if isinstance(shape, Text) and shape.color == "muted":
        return replace(shape, color="ink")
    return shape


RAMP = tuple(range(0, MOST + 1, 5))
"""The shares that the key shows, from the least to the most."""


def key_of(name: str, least: int, most: int, top: float) -> Iterable[Item]:
    """The key below a picture: the name, the least and the most, and the colours between them."""
    left, middle = PAD, top + KEY_HEIGHT / 2
    for words in (name, compact(least), "", compact(most), "√ scale"):
        if not words:
            for share in RAMP:
                box = Rect(0, -6, 7, 12, color_name(share), color_name(share), round=0)
                at = Item(f"key {share}", "key", "", "", 0, 0, (box,), Bounds(0, -6, 7, 6))
                yield at.at(left, middle)
                left += 7
            left += 8
            continue
        color = "ink" if words == name else "muted"
        text = Text(0, 4, words, SIZE, color)
        item = Item(f"key {words}", "key", "", "", 0, 0, (text,), text_bounds(text))
        yield item.at(left, middle)
        left += width_of(words, SIZE) + 8


def color_name(share: int) -> str:
    """The name of a mixture in the palette."""
    return f"heat-{share}"


def mixed(paper: str, share: int) -> str:
    """So many percent of the hot colour in the ground's."""
    ground = bytes.fromhex(paper.removeprefix("#"))
    parts = [
        round((hot * share + cold * (100 - share)) / 100)
        for hot, cold in zip(HOT, ground, strict=True)
    ]
    return f"#{bytes(parts).hex()}"
