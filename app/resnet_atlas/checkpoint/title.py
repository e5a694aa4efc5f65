"""What a network is called in prose, and how many tensors there are."""

import re

from resnet_atlas.messages import Message
from resnet_atlas.network.network import Network

WRITTEN = {
    "alexnet": "AlexNet",
    "convnext_": "ConvNeXt ",
    "densenet": "DenseNet-",
    "efficientnet_": "EfficientNet ",
    "googlenet": "GoogLeNet",
    "inception_": "Inception ",
    "mnasnet": "MNASNet ",
    "mobilenet_": "MobileNet ",
    "regnet_": "RegNet ",
    "shufflenet_v2_x": "ShuffleNet v2 ×",
    "squeezenet": "SqueezeNet ",
    "vgg": "VGG-",
}
"""How families are written, by what names begin with."""


def title(network: Network) -> str:
    """A network's name as it is written in prose, with what was changed of it.

    >>> title(Network("resnext50_32x4d", named("resnext50_32x4d")))
    'ResNeXt-50 32×4d'
    """
    found = re.fullmatch(r"(wide_|se|preact_|dilated_)?(resnet|resnext)(\d+)_?(.*)", network.name)
    if not found:
        return network.title if network.has_spec else relative_title(network.title)
    before, kind, depth, rest = found.groups()
    front = {"wide_": "Wide ", "se": "SE-", "preact_": "PreAct-", "dilated_": "Dilated "}
    tail = {"": "", "d": "-D"}.get(rest, f"-{rest}" if rest.isdigit() else f" {rest}")
    name = f"{front.get(before or '', '')}{'ResNeXt' if kind == 'resnext' else 'ResNet'}-{depth}"
    left_out = ("num_classes", "in_channels")
    changes = [f"{key}={text}" for key, text in network.changes.items() if key not in left_out]
    return name + tail.replace("x", "×") + (f" ({', '.join(changes)})" if changes else "")


def relative_title(name: str) -> str:
    """The name of a network before or after ResNet in prose.

    >>> [relative_title(name) for name in ("vgg11_bn", "shufflenet_v2_x0_5", "regnet_y_1_6gf")]
    ['VGG-11 bn', 'ShuffleNet v2 ×0.5', 'RegNet y 1.6gf']
    """
    for beginning, title in WRITTEN.items():
        if name.startswith(beginning):
            rest = re.sub(r"(\d)_(\d)", r"\1.\2", name.removeprefix(beginning))
            return (title + rest).replace("_", " ")
    return name


def tensors(count: int) -> Message:
    """So many tensors."""
    if count == 1:
        return Message("1 tensor")
    return Message("{count} tensors", count=f"{count:,}")
