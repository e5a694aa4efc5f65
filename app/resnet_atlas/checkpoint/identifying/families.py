"""Which family a network is of that is no ResNet: told by names that only that family has.

The names are those of torchvision's models, and of timm's and Hugging Face's where they are as
plain.
"""

import re
from collections.abc import Collection

FAMILIES = (
    ("DenseNet", r"denseblock\d+\.denselayer\d+\."),
    ("Inception v3", r"Mixed_7c\."),
    ("GoogLeNet", r"inception3a\."),
    ("SqueezeNet", r"features\.\d+\.squeeze\.weight"),
    ("ShuffleNet v2", r"stage2\.0\.branch2\.0\."),
    ("RegNet", r"trunk_output\.block\d+\."),
    ("MaxViT", r"blocks\.\d+\.layers\.\d+\.layers\.(window_attention|MBconv)\."),
    ("Swin Transformer v2", r"\.attn\.cpb_mlp\.|continuous_position_bias_mlp\."),
    ("Swin Transformer", r"\.relative_position_bias_table"),
    ("Vision Transformer", r"encoder\.layers\.encoder_layer_0\.|blocks\.0\.attn\.qkv\.weight"),
    ("ConvNeXt", r"\.layer_scale$|stages\.0\.blocks\.0\.conv_dw\.|\.dwconv\.weight$"),
    ("MNASNet", r"(^|\.)layers\.8\.0\.layers\.0\.weight"),
    ("EfficientNet", r"features\.\d+\.\d+\.block\.\d+\.(fc1|0)\.|_blocks\.0\._depthwise_conv\."),
    ("MobileNet v3", r"features\.\d+\.block\.\d+\.0\.weight"),
    ("MobileNet v2", r"features\.\d+\.conv\.\d+\.0\.weight"),
    ("VGG", r"features\.\d+\.weight"),
)
"""A family's title and what one of its names has; the first that is found."""

FEATURES = re.compile(r"(?:^|\.)features\.(\d+)\.weight$", re.MULTILINE)
ALEXNET = {0, 3, 6, 8, 10}
"""The numbers of AlexNet's convs; VGG's names are the same but for these."""


def family(names: Collection[str]) -> str:
    """The family that some names are of; empty where they are of none that is known."""
    text = "\n".join(names)
    if {int(number[:9]) for number in FEATURES.findall(text)} == ALEXNET:
        return "AlexNet"
    for title, pattern in FAMILIES:
        if re.search(pattern, text, re.MULTILINE):
            return title
    return ""
