"""Comparisons with a title, to start from: what readers of the article ask about."""

from dataclasses import dataclass

from resnet_atlas.diagram.view import View, default_detail
from resnet_atlas.messages import Message
from resnet_atlas.web import urls


@dataclass(frozen=True, slots=True)
class Example:
    """Two sides as an address has them, and the part to look at."""

    title: str
    left: str
    right: str
    focus: str = "network"

    def link(self, base: View) -> str:
        """Its page, at the size and in the colours of another view."""
        view = View(self.focus, default_detail(self.focus), theme=base.theme, size=base.size)
        return urls.compare(self.left, self.right, view)


EXAMPLES = (
    Example(Message("Basic block and bottleneck"), "resnet34", "resnet50", "layer1.1"),
    Example(Message("18 and 34"), "resnet18", "resnet34"),
    Example(Message("50 and 101"), "resnet50", "resnet101"),
    Example(Message("PyTorch and the paper"), "resnet50", "resnet50;stride_in_1x1=true", "layer2"),
    Example(Message("ResNet and ResNeXt"), "resnet50", "resnext50_32x4d", "layer2.0"),
    Example(Message("50 and 50-D"), "resnet50", "resnet50d", "layer2.0"),
    Example(Message("With squeeze-and-excitation"), "resnet50", "seresnet50", "layer1"),
    Example(
        Message("Batch norm after and before the convs: v1 and v2"),
        "resnet50",
        "preact_resnet50",
        "layer1",
    ),
    Example(
        Message("Ordinary and dilated convs"), "resnet50", "resnet50;dilated_stages=3,4", "layer4"
    ),
)
