"""What networks have that our options can’t say, by the names that they go by."""

import re

from resnet_atlas.messages import Message
from resnet_atlas.network.names import normalised

OTHERS = {
    r"eca_?nf_?res|nf_eca|ecareslight|ecaresnet_?light|eca_?bott": Message(
        "efficient channel attention (ECA)"
    ),
    r"resnet_?aa|resnext_?aa": Message("an anti-aliased stride by average pooling"),
    r"^sk_?res": Message("selective kernels (SKNet)"),
    r"resnest": Message("split attention (ResNeSt)"),
    r"res2ne": Message("a branch in several scales (Res2Net)"),
    r"clip": Message("attention pooling and anti-aliased strides (CLIP)"),
    r"^i_?resnet|insightface|arcface": Message("PReLU and the block of face recognition (iResNet)"),
    r"^(bat|gc|lambda|cot)_?res|ts$|rpt": Message("an attention of its own"),
    r"^nf_|nfnet": Message("no normalisation"),
    r"tresnet": Message("the stem and the blocks of TResNet"),
    r"^csp": Message("stages that are split in two (CSPNet)"),
    r"_evos$|_frn$|_gn$|_bit": Message("another normalisation than batch norm"),
    r"\d[q]$": Message("quarter-width stages of timm’s q series"),
    r"^legacy_se": Message("the block of the first SENet code, with the stride in the 1×1"),
    r"inception": Message("Inception’s branches"),
    r"(18|34)_?vd$": Message("a projection in its very first block, where shapes agree (Paddle)"),
    r"_mlp$": Message("a classifier of two layers"),
    r"pruned$": Message("widths of its own for every conv, from pruning"),
    r"^vit_": Message("a vision transformer behind the ResNet"),
}
"""What networks have that our options can't say, by a pattern that their names match."""


def missing(name: str) -> Message | None:
    """What a network of that name has that our options can't say; None for no known network."""
    plain = normalised(name)
    if not re.search(r"res|wrn|plain", plain):
        return None
    return next((what for pattern, what in OTHERS.items() if re.search(pattern, plain)), None)
