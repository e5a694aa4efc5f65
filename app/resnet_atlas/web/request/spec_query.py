"""The query models for a network that may be varied: by itself, at an input, in a view."""

from dataclasses import replace
from functools import partial
from typing import Annotated, Any

from pydantic import Field

from resnet_atlas.network.catalogue import named, plain_name
from resnet_atlas.network.network import Network
from resnet_atlas.network.options import CHOICES, LIMITS, READERS
from resnet_atlas.network.relatives import relative
from resnet_atlas.network.traced import REGISTRY
from resnet_atlas.parse import NO_NUMBERS, as_text, one_of
from resnet_atlas.render.finish import BACKGROUNDS, Finish
from resnet_atlas.render.heat import HEATS
from resnet_atlas.web.request.query import QueryModel
from resnet_atlas.web.request.readers import (
    DEPTHS,
    DILATED_STAGES,
    MULTI_GRID,
    STRIDES,
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
    """The options of a spec. What is not given is as in the network of that name."""

    block: Annotated[
        str | None,
        read_choice(READERS["block"], *CHOICES["block"]),
        Field(description="Build it from this block."),
    ] = None
    depths: Annotated[
        tuple[int, ...] | None,
        read_text(DEPTHS, READERS["depths"]),
        Field(description="Blocks per stage, as `3,4,6,3`."),
    ] = None
    stride_in_1x1: StrideIn1x1 = None
    strides: Annotated[
        tuple[int, ...] | None,
        read_text(STRIDES, READERS["strides"]),
        Field(description="Stride of each stage, as `1,2,2,1`; `none` for the usual ones."),
    ] = None
    stride_at: Annotated[
        str | None,
        read_choice(READERS["stride_at"], *CHOICES["stride_at"]),
        Field(description="The block of a stage that strides: `first`, or `last` (TF-Slim)."),
    ] = None
    dilated_stages: Annotated[
        tuple[int, ...] | None,
        read_text(DILATED_STAGES, READERS["dilated_stages"]),
        Field(description=f"Stages that dilate instead of striding, as `3,4`, or `{NO_NUMBERS}`."),
    ] = None
    first_dilation: Annotated[
        str | None,
        read_choice(READERS["first_dilation"], *CHOICES["first_dilation"]),
        Field(
            description="A dilated stage’s first 3×3 dilates as the `previous` stage or its `own`."
        ),
    ] = None
    multi_grid: Annotated[
        tuple[int, ...] | None,
        read_text(MULTI_GRID, READERS["multi_grid"]),
        Field(description="A factor on the dilation of each block of the last stage, as `1,2,4`."),
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
        read_choice(READERS["stem"], *CHOICES["stem"]),
        Field(
            description="`7x7` (the paper), `deep` for three 3×3 (ResNet-C), `tiered` for three "
            "that widen step by step (timm), or one `3x3` and no pooling (CIFAR)."
        ),
    ] = None
    stem_stride: Annotated[
        int | None,
        read_number(READERS["stem_stride"], *LIMITS["stem_stride"]),
        Field(description="Stride of the stem’s first conv; `0` for the usual one."),
    ] = None
    stem_pool: Annotated[
        str | None,
        read_choice(READERS["stem_pool"], *CHOICES["stem_pool"]),
        Field(
            description="What follows the stem’s convs: a max pooling that is `padded`, rounds up "
            "without padding (`ceil`, Caffe) or pads as TensorFlow (`same`), a `conv`, or `none`."
        ),
    ] = None
    shortcut: Annotated[
        str | None,
        read_choice(READERS["shortcut"], *CHOICES["shortcut"]),
        Field(
            description="Where shapes differ: a 1×1 `projection`, one behind a pooling (`pooled`, "
            "ResNet-D), or `padded` with zeros (option A of the paper). `none`: no block has "
            "a shortcut (the paper’s plain networks)."
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
    squeeze_divisor: Annotated[
        int | None,
        read_number(READERS["squeeze_divisor"], *LIMITS["squeeze_divisor"]),
        Field(description="What the narrowed channels are a multiple of: `8` in timm."),
    ] = None
    eca: Annotated[
        bool | None,
        read_truth("eca"),
        Field(description="Channels weighed by a conv over their neighbours (ECA-Net)."),
    ] = None
    antialias: Annotated[
        bool | None,
        read_truth("antialias"),
        Field(description="A blur before positions are dropped."),
    ] = None
    padding: Annotated[
        str | None,
        read_choice(READERS["padding"], *CHOICES["padding"]),
        Field(
            description="`symmetric`, or as TensorFlow’s `same` where there is a stride: "
            "everywhere, or in the blocks alone."
        ),
    ] = None
    bias: Annotated[
        str | None,
        read_choice(READERS["bias"], *CHOICES["bias"]),
        Field(
            description="The convs with a bias: `none`, `all` (Keras), the `1x1` of the branches "
            "(Gluon), those `unnormed` (Keras’s V2), or the `stem`’s (the Caffe model)."
        ),
    ] = None
    norm: Annotated[
        str | None,
        read_choice(READERS["norm"], *CHOICES["norm"]),
        Field(
            description="Batch norm, `frozen` or not, or group norm, with standardized weights too."
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
        if name in REGISTRY or relative(name):
            return Network.parse(
                name, {each: as_text(value) for each, value in self.changes.items()}
            )
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

    heat: Annotated[
        str,
        read_choice(partial(one_of, "heat", names=HEATS), *HEATS),
        Field(description="Colour the boxes of an SVG, PNG, PDF, TikZ or draw.io by a quantity."),
    ] = ""

    @property
    def finish(self) -> Finish:
        """The resolution, the background and the colours."""
        return Finish.parse(self.scale, self.dpi, self.background, self.heat)


class NetworkQuery(SpecQuery, InputQuery):
    """A network that may be varied, at an input."""


SPEC = tuple(SpecQuery.model_fields)
