"""The query models for the input of a network and for a view of it."""

from typing import Annotated

from pydantic import Field

from resnet_atlas.diagram.view import (
    DETAILS,
    DIRECTIONS,
    MOST_ROWS,
    NETWORK,
    READERS,
    SHAPES,
    THEMES,
    View,
    default_detail,
)
from resnet_atlas.network.catalogue import usual_size
from resnet_atlas.network.size import ALLOWED, LARGEST_BATCH, Size
from resnet_atlas.web.request.query import QueryModel
from resnet_atlas.web.request.readers import (
    SIZE,
    read_choice,
    read_free_text,
    read_number,
    read_text,
    read_truth,
)

SizeText = Annotated[
    Size | None,
    read_text(SIZE, Size.parse),
    Field(
        description=f"Size of the input: {ALLOWED}; by default 224, or what the network was made "
        "for."
    ),
]
Batch = Annotated[
    int,
    read_number(READERS["batch"], 1, LARGEST_BATCH),
    Field(description="Images at once."),
]
Theme = Annotated[
    str,
    read_choice(READERS["theme"], *THEMES),
    Field(description="Colours; `auto` is light in a file."),
]
Focus = Annotated[
    str,
    read_free_text(READERS["focus"]),
    Field(
        description="What to show: `network`, `stem`, `head`, a stage by any of its names "
        "(`stage2`, `layer2`, `conv3_x`, `C3`, `res3`), a block (`layer2.0`, `layer4[-1]`), or the "
        "block around an op (`layer2.0.conv2.weight`, `res3a_branch2b`)."
    ),
]
Detail = Annotated[
    str | None,
    read_choice(READERS["detail"], *DETAILS),
    Field(
        description="How far to open groups; `conv` leaves out batch norm, ReLU and flatten. "
        "By default `stage` for the network and `conv` for a part of it."
    ),
]
Fold = Annotated[
    bool, read_truth("fold"), Field(description="Draw identical blocks in a row once, as ×N.")
]
Direction = Annotated[
    str,
    read_choice(READERS["direction"], *DIRECTIONS),
    Field(description="Top to bottom, or left to right."),
]
Narrow = Annotated[
    bool,
    read_truth("narrow"),
    Field(description="Fit a picture from top to bottom into a column of text, or a phone."),
]
Rows = Annotated[
    int,
    read_number(READERS["rows"], 1, MOST_ROWS),
    Field(description="Wrap a picture from left to right into so many rows."),
]
Shapes = Annotated[
    str,
    read_choice(READERS["shapes"], *SHAPES),
    Field(description="Shapes in numbers, or in symbols."),
]


Open = Annotated[
    tuple[str, ...],
    read_free_text(READERS["open"]),
    Field(description="Groups shown open whatever the detail, as `layer2,layer2.0`."),
]
Closed = Annotated[
    tuple[str, ...],
    read_free_text(READERS["closed"]),
    Field(description="Groups shown closed whatever the detail."),
]
Unfold = Annotated[
    tuple[str, ...],
    read_free_text(READERS["unfold"]),
    Field(description="Blocks drawn one by one with those identical to them, as `layer2.1`."),
]


class SizeQuery(QueryModel):
    """The size of the input."""

    size: SizeText = None

    def size_for(self, name: str) -> Size:
        """The size that is asked for, by default what the network ``name`` was made for."""
        return self.size or usual_size(name)


class BatchQuery(QueryModel):
    """The number of images."""

    batch: Batch = 1


class InputQuery(BatchQuery, SizeQuery):
    """What goes into a network."""


class PictureQuery(SizeQuery):
    """What to show of one network or of two, and how."""

    focus: Focus = NETWORK
    detail: Detail = None
    fold: Fold = True
    open: Open = ()
    closed: Closed = ()
    unfold: Unfold = ()
    theme: Theme = THEMES[0]
    shapes: Shapes = SHAPES[0]

    def view_at(self, size: Size) -> View:
        """The view at an input of ``size``. Its groups are not checked yet."""
        given = {key: getattr(self, key) for key in READERS if key in self.model_fields_set}
        return View(**{"detail": default_detail(self.focus), **given, "size": size})


class ViewQuery(InputQuery, PictureQuery):
    """A view of a network at an input."""

    direction: Direction = DIRECTIONS[0]
    narrow: Narrow = False
    rows: Rows = 0

    def view(self, name: str) -> View:
        """The view, for the network ``name``."""
        return self.view_at(self.size_for(name))


VIEW = tuple(ViewQuery.model_fields)
INPUT = tuple(InputQuery.model_fields)
