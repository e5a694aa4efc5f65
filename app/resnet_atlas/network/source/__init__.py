"""``ResNetSpec`` → PyTorch source that builds exactly this network, without unused parts.

Module paths and ``state_dict`` keys are those of ``network/module``, so weights go from one to the
other.
"""

from resnet_atlas.network.size import Size
from resnet_atlas.network.source.block import block
from resnet_atlas.network.source.layers import head, layers
from resnet_atlas.network.source.network import network
from resnet_atlas.network.spec import ResNetSpec

__all__ = ["source"]


def source(spec: ResNetSpec, title: str, size: Size) -> str:
    """A Python module with a class ``ResNet``; run as a script, it tries an input of ``size``."""
    parts = [f'"""{title}."""', head(spec), *layers(spec), block(spec), network(spec, size)]
    return "\n\n".join(part.strip("\n") + "\n" for part in parts).replace('."""\n\n\n', '."""\n\n')
