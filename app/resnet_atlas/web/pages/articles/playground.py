"""The playground: one convolution or pooling along one axis, with numbers that a reader chooses."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated

from pydantic import Field, PlainValidator

from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.reach import Reach
from resnet_atlas.graph.window import Window
from resnet_atlas.messages import Message
from resnet_atlas.network.network import Network
from resnet_atlas.parse import one_of, whole_number
from resnet_atlas.web.drawings.windows import Drawing, draw
from resnet_atlas.web.request.query import QueryModel
from resnet_atlas.web.request.readers import read_choice, read_number

KINDS = {"conv": Message("convolution"), "max_pool": Message("max pooling")}

LIMITS = {
    "kernel": (1, 15),
    "stride": (1, 8),
    "padding": (0, 15),
    "dilation": (1, 8),
    "input": (1, 64),
}
"""What each number may be, ends included: the whole axis is to be seen at once."""

LABELS = {
    "kernel": Message("kernel size"),
    "stride": Message("stride"),
    "padding": Message("padding"),
    "dilation": Message("dilation"),
    "input": Message("input"),
}

NAMES = ("kind", *LIMITS)
"""The parameters of an address."""


@dataclass(frozen=True, slots=True)
class Play:
    """A window and its axis, all in elements: at first conv1 of a ResNet on a short row."""

    kind: str = "conv"
    kernel: int = 7
    stride: int = 2
    padding: int = 3
    dilation: int = 1
    input: int = 16

    def texts(self) -> dict[str, str]:
        """What differs from the first play, as an address has it."""
        mine = {name: str(getattr(self, name)) for name in NAMES}
        return {name: text for name, text in mine.items() if text != str(getattr(START, name))}

    @property
    def reach(self) -> Reach:
        """What the window reads."""
        return Reach(Window(self.kernel, self.stride, self.padding, self.dilation), self.input)

    @property
    def refusal(self) -> Message | None:
        """Why PyTorch would not run it, or None where it would."""
        if self.kind == "max_pool" and self.padding > self.kernel // 2:
            return Message(
                "PyTorch refuses this pooling: its padding may be at most half the kernel, here "
                "{most}. With more, a window could lie on padding alone and have no largest value.",
                most=self.kernel // 2,
            )
        if not self.reach.outputs:
            return Message(
                "There is no output: the window covers {span} elements from end to end, and the "
                "input with its padding has only {length}. A longer input, more padding or a "
                "smaller kernel or dilation makes room for it.",
                span=self.reach.window.span,
                length=self.input + 2 * self.padding,
            )
        return None

    @property
    def drawing(self) -> Drawing:
        """Its picture."""
        return draw(self.reach)


START = Play()


def read_limited(name: str) -> PlainValidator:
    """Read a number within its limits."""
    least, most = LIMITS[name]
    return read_number(partial(whole_number, name, least=least, most=most), least, most)


class PlayQuery(QueryModel):
    """The window and the axis of the playground."""

    kind: Annotated[
        str,
        read_choice(lambda text: one_of("kind", text, KINDS), *KINDS),
        Field(description="A convolution or a max pooling."),
    ] = START.kind
    kernel: Annotated[int, read_limited("kernel")] = START.kernel
    stride: Annotated[int, read_limited("stride")] = START.stride
    padding: Annotated[int, read_limited("padding")] = START.padding
    dilation: Annotated[int, read_limited("dilation")] = START.dilation
    input: Annotated[int, read_limited("input")] = START.input

    @property
    def play(self) -> Play:
        """The play that is asked for."""
        return Play(**{name: getattr(self, name) for name in NAMES})


@dataclass(frozen=True, slots=True)
class Preset:
    """A window that there is in a network, under the name of its op."""

    title: str
    network: Network
    op: str

    def play(self, graph: Graph, input: int) -> Play:
        """Its window on a row of ``input`` elements; ``graph`` is that of its network."""
        op = graph.op[self.op]
        assert op.windows  # presets are convolutions and poolings
        window = op.windows[0]
        return Play(
            "max_pool" if op.kind == "max_pool" else "conv",
            window.kernel,
            window.stride,
            window.padding,
            window.dilation,
            input,
        )


PLAIN = Network.parse("resnet50", {})

SAMPLING = Preset(Message("a shortcut’s 1×1, stride 2"), PLAIN, "layer2.0.downsample.0")
"""The one that leaves most of its input unread."""

PRESETS = (
    Preset("conv1", PLAIN, "conv1"),
    Preset(Message("max pooling"), PLAIN, "maxpool"),
    Preset(Message("3×3, stride 1"), PLAIN, "layer1.0.conv2"),
    SAMPLING,
    Preset(Message("dilated 3×3"), Network.parse("dilated_resnet50", {}), "layer3.1.conv2"),
)
"""What there is to start from."""
