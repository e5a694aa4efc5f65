"""The query parameters as OpenAPI describes them. ``query.py`` reads what these promise."""

from typing import Any

from resnet_atlas.diagram.view import DETAILS, DIRECTIONS, SHAPES, THEMES
from resnet_atlas.facts.texts.layer_table import TEXT_FORMATS
from resnet_atlas.network.catalogue import CATALOGUE, PRESETS
from resnet_atlas.network.size import ALLOWED, LARGEST, LARGEST_BATCH
from resnet_atlas.network.spec import (
    CONVS_IN_STEM,
    CONVS_PER_BLOCK,
    LIMITS,
    MOST_BLOCKS,
    MOST_STAGES,
    READERS,
    SHORTCUTS,
    WIDEST,
)
from resnet_atlas.parse import NO_NUMBERS


def up_to(most: int) -> str:
    """A pattern of the whole numbers from 1 to ``most``."""
    text = str(most)
    ways = [f"[1-9][0-9]{{0,{len(text) - 2}}}"] if len(text) > 1 else []
    for place, digit in enumerate(text):
        least, less = int(place == 0), int(digit) - 1
        if less >= least:
            ways.append(f"{text[:place]}[{least}-{less}]{'[0-9]' * (len(text) - place - 1)}")
    return f"({'|'.join([*ways, text])})"


def list_of(number: str, most: int = MOST_STAGES) -> str:
    """A pattern of so many numbers at most, between commas."""
    return f"{number}(,{number}){{0,{most - 1}}}"


def choice(*values: str, **more: Any) -> dict[str, Any]:
    """One of some words."""
    return {"type": "string", "enum": list(values), **more}


def whole(least: int, most: int, **more: Any) -> dict[str, Any]:
    """A whole number."""
    return {"type": "integer", "minimum": least, "maximum": most, **more}


SIDE = f"^({'|'.join((*CATALOGUE, *PRESETS))})(;({'|'.join((*READERS, 'size'))})=[0-9a-z_.,]+)*$"
"""A side of a comparison; that an option is given once, with a value it can have, is more to it."""

SCHEMAS: dict[str, tuple[str, dict[str, Any]]] = {
    "size": (
        f"Size of the input: {ALLOWED}; by default 224, or what the network was made for.",
        {"type": "string", "pattern": f"^{up_to(LARGEST)}(x{up_to(LARGEST)})?$"},
    ),
    "batch": ("Images at once.", whole(1, LARGEST_BATCH, default=1)),
    "focus": (
        "What to show: `network`, `stem`, `head`, a stage by any of its names (`stage2`, `layer2`, "
        "`conv3_x`), or a block (`layer2.0`).",
        {"type": "string", "default": "network"},
    ),
    "detail": (
        "How far to open groups; `conv` leaves out batch norm, ReLU and flatten. "
        "By default `stage` for the network and `conv` for a part of it.",
        choice(*DETAILS),
    ),
    "fold": ("Draw identical blocks in a row once, as ×N.", {"type": "boolean", "default": True}),
    "direction": ("Top to bottom, or left to right.", choice(*DIRECTIONS, default="TB")),
    "open": (
        "Groups shown open whatever the detail, as `layer2,layer2.0`.",
        {"type": "string", "default": ""},
    ),
    "closed": ("Groups shown closed whatever the detail.", {"type": "string", "default": ""}),
    "unfold": (
        "Blocks drawn one by one with those identical to them, as `layer2.1`.",
        {"type": "string", "default": ""},
    ),
    "theme": ("Colours; `auto` is light in a file.", choice(*THEMES, default="auto")),
    "shapes": ("Shapes in numbers, or in symbols.", choice(*SHAPES, default="numbers")),
    "left": (
        "A network by name, and options of it behind semicolons, its own `size` among them: "
        "`resnet50;stride_in_1x1=true;size=448`.",
        {"type": "string", "pattern": SIDE},
    ),
    "right": ("What to compare it with, in the same way.", {"type": "string", "pattern": SIDE}),
    "stage": ("Only layers of this stage, by any of its names.", {"type": "string"}),
    "kind": ("Only layers of this kind, as `conv`.", {"type": "string"}),
    "format": (
        "A table to save: `csv` (so does `Accept: text/csv`), `markdown` or `latex`.",
        choice("json", *TEXT_FORMATS),
    ),
    "block": ("Build it from this block.", choice(*CONVS_PER_BLOCK)),
    "block_or_path": (
        "Only layers of this block, as `layer2.0`; or `basic` or `bottleneck` to build from it.",
        {"type": "string"},
    ),
    "depths": (
        "Blocks per stage, as `3,4,6,3`.",
        {"type": "string", "pattern": f"^{list_of(up_to(MOST_BLOCKS))}$"},
    ),
    "groups": ("Groups of the 3×3 convs of bottlenecks.", whole(*LIMITS["groups"])),
    "width_per_group": ("Channels per group at base width 64.", whole(*LIMITS["width_per_group"])),
    "stride_in_1x1": ("Stride in the first 1×1, as in the paper.", {"type": "boolean"}),
    "dilated_stages": (
        f"Stages that dilate instead of striding, as `3,4`, or `{NO_NUMBERS}`.",
        {
            "type": "string",
            "pattern": f"^({NO_NUMBERS}|{list_of(f'[2-{MOST_STAGES}]', MOST_STAGES - 1)})$",
        },
    ),
    "base_width": ("Width of the stem and the first stage.", whole(*LIMITS["base_width"])),
    "widths": (
        "Width of each stage, as `64,128,256,512`; by default, and with "
        f"`{NO_NUMBERS}`, each doubles that before.",
        {"type": "string", "pattern": f"^({NO_NUMBERS}|{list_of(up_to(WIDEST))})$"},
    ),
    "stem": (
        "`7x7` (the paper), `deep` for three 3×3 (ResNet-C), or one `3x3` and no pooling (CIFAR).",
        choice(*CONVS_IN_STEM),
    ),
    "shortcut": (
        "Where shapes differ: a 1×1 `projection`, one behind a pooling (`pooled`, ResNet-D), "
        "or `padded` with zeros (option A of the paper).",
        choice(*SHORTCUTS),
    ),
    "preactivation": (
        "Batch norm and ReLU before each conv (ResNet v2).",
        {"type": "boolean"},
    ),
    "squeeze": (
        "By how much squeeze-and-excitation narrows the channels, as `16`; `0` for none.",
        whole(*LIMITS["squeeze"]),
    ),
    "in_channels": ("Channels of the input.", whole(*LIMITS["in_channels"])),
    "num_classes": ("Outputs of the classifier.", whole(*LIMITS["num_classes"])),
}


REQUIRED = ("left", "right")


def described(*names: str) -> dict[str, Any]:
    """The parameters of a route, for its ``openapi_extra``.

    Without examples of their own: the page for trying the API would fill them in and send them.
    """
    return {
        "parameters": [
            {
                "name": name.removesuffix("_or_path"),
                "in": "query",
                "required": name in REQUIRED,
                "description": text,
                "schema": schema,
            }
            for name in names
            for text, schema in [SCHEMAS[name]]
        ]
    }
