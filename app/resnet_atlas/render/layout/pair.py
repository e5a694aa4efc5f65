"""Several scenes as one: side by side, each under its title."""

from collections.abc import Sequence
from dataclasses import replace

from resnet_atlas.diagram.view import View
from resnet_atlas.render.layout import labels
from resnet_atlas.render.layout.boxes import TEXT, text_bounds
from resnet_atlas.render.layout.scene import PAD, Scene
from resnet_atlas.render.shapes import Item, Shape, Text

BETWEEN = 24.0
"""Points between two scenes."""

TITLE = 24.0
"""Points above a scene, for its title."""


def side_by_side(scenes: Sequence[tuple[Scene, View, str]]) -> Scene:
    """The scenes from left to right, each with its view's shapes written in and below its title."""
    items: list[Item] = []
    left = height = 0.0
    for scene, view, title in scenes:
        text = Text(PAD, PAD + TEXT, title, TEXT, "ink", bold=True)
        heading = Item(f"title {title}", "note", title, "", 0, 0, (text,), text_bounds(text))
        items.append(heading.at(left, 0))
        items += [written(item, view).at(item.x + left, item.y + TITLE) for item in scene.items]
        left += max(scene.width, heading.bounds.right + PAD) + BETWEEN
        height = max(height, scene.height + TITLE)
    return Scene(left - BETWEEN, height, tuple(items))


def written(item: Item, view: View) -> Item:
    """An item with the shapes of its tensors as text, for the input of ``view``."""
    return replace(item, shapes=tuple(in_words(shape, view) for shape in item.shapes))


def in_words(shape: Shape, view: View) -> Shape:
    """A tensor's text in numbers or symbols; any other shape as it is."""
    if isinstance(shape, Text) and not isinstance(shape.words, str):
        return replace(shape, words=labels.shape_text(shape.words, view))
    return shape
