"""The figures of the article that this product grew from, as views of the live networks."""

from dataclasses import dataclass, replace

from resnet_atlas.diagram.view import View
from resnet_atlas.messages import Message
from resnet_atlas.network.network import Network
from resnet_atlas.render.marks import Marks


@dataclass(frozen=True, slots=True)
class Figure:
    """A part of a network, with what there is to see in it.

    ``number`` is the article's. ``marks`` are the ids of what it circles, or would have done well
    to, in the order in which the text speaks of them, each with the words for it.
    """

    number: int
    model: str
    focus: str
    title: str
    look: str
    marks: tuple[tuple[str, str], ...] = ()

    @property
    def network(self) -> Network:
        """The network that it is of."""
        return Network.parse(self.model, {})

    def view(self, base: View) -> View:
        """What it shows, for the size and in the colours of another view."""
        return replace(base, focus=self.focus, detail="conv")

    @property
    def numbers(self) -> Marks:
        """What each number stands at."""
        return {number: (id,) for number, (id, _) in enumerate(self.marks, 1)}


FIGURES = (
    Figure(
        number=2,
        model="resnet18",
        focus="stem",
        title=Message("The stem"),
        look=Message("Two strides before the first stage."),
        marks=(
            ("conv1", Message("The first stride: height and width are halved, rounded up.")),
            ("maxpool", Message("The second: the max pooling halves them again.")),
        ),
    ),
    Figure(
        number=3,
        model="resnet18",
        focus="layer1",
        title=Message("{network}, {part}", network="ResNet-18", part="layer1"),
        look=Message("Two identical blocks, no downsample."),
    ),
    Figure(
        number=4,
        model="resnet18",
        focus="layer2",
        title=Message("{network}, {part}", network="ResNet-18", part="layer2"),
        look=Message("The stride, and the shortcut it forces."),
        marks=(
            ("layer2.0.conv1", Message("The first conv of the first block carries the stride.")),
            (
                "layer2.0.downsample.0",
                Message("The shortcut takes the same step with a 1×1 conv, PyTorch’s downsample."),
            ),
            (
                "layer2.1.add identity",
                Message("The second block keeps its shape, so nothing is on its shortcut."),
            ),
        ),
    ),
    Figure(
        number=5,
        model="resnet50",
        focus="layer1",
        title=Message("{network}, {part}", network="ResNet-50", part="layer1"),
        look=Message("One projection without a stride, then ×2."),
        marks=(
            (
                "layer1.0.downsample.0",
                Message("A projection of stride 1: it changes the channels, not the size."),
            ),
            (
                "layer1.1.add identity",
                Message("In the two blocks that follow nothing is on the shortcut."),
            ),
        ),
    ),
    Figure(
        number=6,
        model="resnet50",
        focus="layer2",
        title=Message("{network}, {part}", network="ResNet-50", part="layer2"),
        look=Message("The stride sits on conv2, the 3×3."),
        marks=(
            ("layer2.0.conv2", Message("conv2, the 3×3, carries the stride.")),
            ("layer2.0.downsample.0", Message("The 1×1 conv on the shortcut has the same stride.")),
            ("layer2.1.conv2", Message("In the three blocks that follow every stride is 1 …")),
            ("layer2.1.add identity", Message("… and nothing is on the shortcut.")),
        ),
    ),
)
"""The first is no view: it is the paper's table."""
