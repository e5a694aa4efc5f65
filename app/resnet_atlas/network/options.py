"""The values that each option of a ``ResNetSpec`` may have, and how they are read from text."""

from collections.abc import Callable
from functools import partial
from typing import Any

from resnet_atlas.parse import one_of, truth, whole_number, whole_numbers

CONVS_PER_BLOCK = {"basic": 2, "bottleneck": 3}

CONVS_IN_STEM = {"7x7": 1, "deep": 3, "tiered": 3, "3x3": 1}
"""The stems, and how many convs each has in a row."""

POOLS = ("auto", "padded", "ceil", "same", "conv", "none")
"""What may follow the stem's convs; ``auto`` is what usually does."""

SHORTCUTS = ("projection", "pooled", "padded", "none")
"""The kinds of shortcut where the block's input and output differ in shape, or none anywhere."""

STRIDE_PLACES = ("first", "last")
"""The blocks of a stage that may carry its stride."""

FIRST_DILATIONS = ("previous", "own")
"""Whose dilation the first block of a dilated stage has."""

PADDINGS = ("symmetric", "same", "same_in_blocks")

BIASES = ("none", "all", "1x1", "unnormed", "stem")
"""The convs that have a bias."""

NORMS = ("batch", "frozen", "group", "group_ws")

NORM_GROUPS = 32
"""The groups of a group norm, as arXiv:1803.08494 and the libraries have it."""

CHOICES = {
    "block": tuple(CONVS_PER_BLOCK),
    "stem": tuple(CONVS_IN_STEM),
    "stem_pool": POOLS,
    "shortcut": SHORTCUTS,
    "stride_at": STRIDE_PLACES,
    "first_dilation": FIRST_DILATIONS,
    "padding": PADDINGS,
    "bias": BIASES,
    "norm": NORMS,
}
"""The options that are one of a few words."""

FLAGS = ("stride_in_1x1", "preactivation", "antialias", "eca")
"""The options that are true or false."""

USUAL_WIDTH = 64
"""The width of the first stage that the paper has, and that ``width_per_group`` is relative to."""

MOST_STAGES = 6
MOST_BLOCKS = 1024
"""ResNet-1202 has 600. A limit, because a stranger may ask for any spec and all that is listed
block by block grows with it."""

WIDEST = 2048

LARGEST_STRIDE = 4
LARGEST_DILATION = 32
"""Of a multi-grid's factors."""

LIMITS = {
    "groups": (1, 1024),
    "width_per_group": (1, 1024),
    "base_width": (1, 1024),
    "stem_stride": (0, LARGEST_STRIDE),
    "squeeze": (0, 1024),
    "squeeze_divisor": (1, 64),
    "in_channels": (1, 1024),
    "num_classes": (1, 100_000),
}
"""The least and the most of each whole number."""

READERS: dict[str, Callable[[str], Any]] = {
    "depths": lambda text: whole_numbers("depths", text, 1, MOST_BLOCKS),
    "dilated_stages": lambda text: tuple(
        sorted(set(whole_numbers("dilated_stages", text, 1, MOST_STAGES)))
    ),
    "widths": lambda text: whole_numbers("widths", text, 1, WIDEST),
    "strides": lambda text: whole_numbers("strides", text, 1, LARGEST_STRIDE),
    "multi_grid": lambda text: whole_numbers("multi_grid", text, 1, LARGEST_DILATION),
    **{name: partial(one_of, name, names=values) for name, values in CHOICES.items()},
    **{name: partial(truth, name) for name in FLAGS},
    **{name: partial(whole_number, name, least=a, most=b) for name, (a, b) in LIMITS.items()},
}
"""How each option is read from text; the options of a spec are exactly these."""
