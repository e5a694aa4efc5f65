"""Group the tensors that don't agree by what made them so.

Each rule takes the tensors that it explains out of those that are still unexplained. The order
matters: other names hide everything else, then come whole blocks, then their layers, last the
numbers of channels. The sides of a shape are explained one by one: ``fc.weight [7, 512]`` against
``[1000, 2048]`` has two causes, other classes and other blocks.
"""

from collections.abc import Callable

from resnet_atlas.checkpoint.causes.blocks import block_kind, depth
from resnet_atlas.checkpoint.causes.cause import Cause
from resnet_atlas.checkpoint.causes.channels import channels, input_channels
from resnet_atlas.checkpoint.causes.classifier import classifier, without_bias
from resnet_atlas.checkpoint.causes.difference import Difference
from resnet_atlas.checkpoint.causes.layers import shortcut, squeeze, stem
from resnet_atlas.checkpoint.causes.names import (
    nothing_shared,
    other_family,
    plain,
    renaming,
    wrapped,
)
from resnet_atlas.checkpoint.causes.norms import counters, folded, preactivation, statistics
from resnet_atlas.checkpoint.causes.rest import rest
from resnet_atlas.checkpoint.causes.unexplained import Unexplained

RULES: tuple[Callable[[Unexplained], list[Cause]], ...] = (
    statistics,
    counters,
    block_kind,
    folded,
    depth,
    stem,
    squeeze,
    preactivation,
    shortcut,
    classifier,
    without_bias,
    input_channels,
    channels,
    rest,
)
"""In the order in which they are looked for."""


def causes(difference: Difference) -> list[Cause]:
    """The causes of a difference, each once; none where there is no difference."""
    found = [*renaming(difference)]
    left = Unexplained(difference)
    if found:
        left = Unexplained(plain(difference, found[0].details))
    if not found:
        found += wrapped(left) or other_family(left) or nothing_shared(left)
    for rule in RULES:
        found += rule(left)
    return found
