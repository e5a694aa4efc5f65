"""The query models for a network that may be varied: by itself, at an input, in a view."""

from dataclasses import replace
from functools import partial
from typing import Annotated, Any

from pydantic import Field

from resnet_atlas.network.catalogue import named, plain_name
from resnet_atlas.network.network import Network
from resnet_atlas.network.spec import CONVS_IN_STEM, CONVS_PER_BLOCK, LIMITS, READERS, SHORTCUTS
from resnet_atlas.network.traced import REGISTRY
from resnet_atlas.parse import NO_NUMBERS, as_text, one_of
from resnet_atlas.render.finish import BACKGROUNDS, Finish
from resnet_atlas.web.request.query import QueryModel
from resnet_atlas.web.request.readers import (
    DEPTHS,
    DILATED_STAGES,
    WIDTHS,
    read_choice,
    read_free_text,
    read_number,
    read_text,
    read_truth,
)
from resnet_atlas.web.request.view_query import InputQuery, ViewQuery

StrideIn1x1 = Annotated[
    bool | None,
    read_truth("stride_in_1x1"),
    Field(description="Stride in the first 1×1, as in the paper."),
]


class SpecQuery(QueryModel):
    """The options of a  What is not given is as in the network of that name."""

    block: Annotated[
        str | None,
        read_choice(READERS["block"], *CONVS_PER_BLOCK),
        Field(description="Build it from this block."),
    ] = None
    depths: Annotated[
        tuple[int, ...] | None,
        read_text(DEPTHS, READERS["depths"]),
        Field(description="Blocks per stage, as `3,4,6,3`."),
    ] = None
    stride_in_1x1: StrideIn1x1 = None
    dilated_stages: Annotated[
        tuple[int, ...] | None,
        read_text(DILATED_STAGES, READERS["dilated_stages"]),
        Field(description=f"Stages that dilate instead of striding, as `3,4`, or `{NO_NUMBERS}`."),
    ] = None
    widths: Annotated[
        tuple[int, ...] | None,
        read_text(WIDTHS, READERS["widths"]),
        Field(
            description="Width of each stage, as `64,128,256,512`; by default, and with "
            f"`{NO_NUMBERS}`, each doubles that before."
        ),
    ] = None
    stem: Annotated[
        str | None,
        read_choice(READERS["stem"], *CONVS_IN_STEM),
        Field(
            description="`7x7` (the paper), `deep` for three 3×3 (ResNet-C), or one `3x3` and no "
            "pooling (CIFAR)."
        ),
    ] = None
    shortcut: Annotated[
        str | None,
        read_choice(READERS["shortcut"], *SHORTCUTS),
        Field(
            description="Where shapes differ: a 1×1 `projection`, one behind a pooling (`pooled`, "
            "ResNet-D), or `padded` with zeros (option A of the paper)."
        ),
    ] = None
    preactivation: Annotated[
        bool | None,
        read_truth("preactivation"),
        Field(description="Batch norm and ReLU before each conv (ResNet v2)."),
    ] = None
    groups: Annotated[
        int | None,
        read_number(READERS["groups"], *LIMITS["groups"]),
        Field(description="Groups of the 3×3 convs of bottlenecks."),
    ] = None
    width_per_group: Annotated[
        int | None,
        read_number(READERS["width_per_group"], *LIMITS["width_per_group"]),
        Field(description="Channels per group at base width 64."),
    ] = None
    base_width: Annotated[
        int | None,
        read_number(READERS["base_width"], *LIMITS["base_width"]),
        Field(description="Width of the stem and, without `widths`, of the first stage."),
    ] = None
    squeeze: Annotated[
        int | None,
        read_number(READERS["squeeze"], *LIMITS["squeeze"]),
        Field(
            description="By how much squeeze-and-excitation narrows the channels, as `16`; `0` for "
            "none."
        ),
    ] = None
    in_channels: Annotated[
        int | None,
        read_number(READERS["in_channels"], *LIMITS["in_channels"]),
        Field(description="Channels of the input."),
    ] = None
    num_classes: Annotated[
        int | None,
        read_number(READERS["num_classes"], *LIMITS["num_classes"]),
        Field(description="Outputs of the classifier."),
    ] = None

    @property
    def changes(self) -> dict[str, Any]:
        """The options that are given."""
        return {name: getattr(self, name) for name in READERS if name in self.model_fields_set}

    def network(self, name: str) -> Network:
        """The network called ``name``, with the options that are given."""
        if name in REGISTRY:
            return Network.parse(name, {it: as_text(value) for it, value in self.changes.items()})
        return Network(plain_name(name), replace(named(name), **self.changes))


class DiagramQuery(SpecQuery, ViewQuery):
    """A view of a network that may be varied."""


class FinishQuery(QueryModel):
    """How a picture becomes a file."""

    scale: Annotated[
        str,
        read_free_text(str),
        Field(description="Of a PNG: 0.5 to 4; at 1 it is as large as the SVG on a screen."),
    ] = ""
    dpi: Annotated[
        str,
        read_free_text(str),
        Field(description="Of a PNG, instead of `scale`: 36 to 600 dots per inch."),
    ] = ""
    background: Annotated[
        str,
        read_choice(partial(one_of, "background", names=BACKGROUNDS), *BACKGROUNDS),
        Field(description="Of SVG, PNG and PDF."),
    ] = BACKGROUNDS[0]

    @property
    def finish(self) -> Finish:
        """The resolution and the background."""
        return Finish.parse(self.scale, self.dpi, self.background)


class FileQuery(FinishQuery, DiagramQuery):
    """A view of a network as a file."""


class NetworkQuery(SpecQuery, InputQuery):
    """A network that may be varied, at an input."""


SPEC = tuple(SpecQuery.model_fields)
