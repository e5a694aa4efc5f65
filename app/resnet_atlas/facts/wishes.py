"""What people want of a network, and for this one: which part does it, and which lines to write."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from resnet_atlas.facts.decoder import junctions, nearest
from resnet_atlas.facts.memory.memory import GIGABYTE, Memory
from resnet_atlas.facts.memory.precision import PRECISIONS
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.group import Group
from resnet_atlas.graph.op import Op
from resnet_atlas.messages import Message
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import Size

STRIDES = (4, 8, 16, 32)
"""Output strides of the feature pyramid's C2 to C5 (Lin et al. 2017)."""

CARD, BATCH = 8 * GIGABYTE, 64
SMALL, CLASSES = 32, 10

NUMBERS = "float32", "autocast_bfloat16"


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish, its answer, and the lines of PyTorch; ``net`` is the network there.

    ``focus`` is the part to look at, ``changes`` are options of the network that has what is
    wished for, ``batch`` and ``memory`` how it is then trained (as the page's address has it).
    """

    title: str
    answer: str
    lines: str = ""
    focus: str = ""
    changes: dict[str, str] = field(default_factory=dict)
    size: str = ""
    batch: str = ""
    memory: str = ""


def wishes(network: Network, graph: Graph, size: Size) -> list[Wish]:
    """What a ResNet of our options can be wished to do, with images of ``size``."""
    convs = [op for op in graph.layers if op.kind == "conv"]
    return [
        *features(graph, size),
        *kept_map(network, graph, size),
        *decoder(graph, size),
        one_channel(convs[0]),
        small_images(network, graph, convs[0]),
        ten_classes(graph),
        fits(graph, size),
        pretrained(network),
    ]


def stages_of(graph: Graph) -> list[Group]:
    """The stages."""
    return [group for group in graph.groups if group.kind == "stage"]


def features(graph: Graph, size: Size) -> Iterator[Wish]:
    """The last stage at each output stride."""
    by_stride = {graph.members(each.id)[-1].output.jump: each.id for each in stages_of(graph)}
    for level, stride in enumerate(STRIDES, 2):
        title = Message("features at stride {stride} (C{level})", stride=stride, level=level)
        stage = by_stride.get((stride, stride))
        if stage is None:
            jumps = sorted(jump[0] for jump in by_stride if jump)
            strides = ", ".join(map(str, jumps))
            yield Wish(
                title, Message("no stage has it; the strides are {strides}", strides=strides)
            )
            continue
        channels, *sides = graph.members(stage)[-1].output.shape(size)[1:]
        shape = "×".join(map(str, (channels, *sides)))
        yield Wish(
            title,
            Message("the output of {stage}: {shape}", stage=stage, shape=shape),
            "from torchvision.models.feature_extraction import create_feature_extractor\n"
            f'net = create_feature_extractor(net, {{"{stage}": "c{level}"}})',
            stage,
        )


def decoder(graph: Graph, size: Size) -> Iterator[Wish]:
    """What a decoder that doubles maps makes of this size."""
    found = junctions(graph)
    if not found:
        return
    title = Message("a decoder that doubles maps, as U-Net’s and FPN’s")
    failing = [junction for junction in found if not junction.fits(size)]
    line = "x = F.interpolate(x, size=skip.shape[-2:])  # to the map it meets, whatever its size"
    if not failing:
        yield Wish(title, Message("every map that is made larger meets one of its size"), line)
        return
    grown, met = ("×".join(map(str, sides)) for sides in failing[0].sizes(size))
    lower, upper = nearest(found, size)
    sizes = ", ".join(str(each) for each in (lower, upper) if each)
    yield Wish(
        title,
        Message(
            "{count} of {all} junctions fail: {op} is {grown} when made larger, {other} is {met}; "
            "the nearest inputs at which none does: {sizes}",
            count=len(failing),
            all=len(found),
            op=failing[0].small.id,
            grown=grown,
            other=failing[0].large.id,
            met=met,
            sizes=sizes,
        ),
        line,
        size=str(upper or lower or ""),
    )


def kept_map(network: Network, graph: Graph, size: Size) -> Iterator[Wish]:
    """The last stage without its stride."""
    stages = stages_of(graph)
    if len(stages) < 2:
        return
    before, last = (graph.members(each.id)[-1].output for each in stages[-2:])
    sides = "×".join(map(str, before.shape(size)[2:]))
    title = Message("keep {sides} in the last stage", sides=sides)
    spec = network.spec
    if before.axes == last.axes:
        yield Wish(title, Message("it does"), focus=stages[-1].id)
    elif spec.block == "basic":
        answer = Message("basic blocks can’t: torchvision gives dilation to bottlenecks alone")
        yield Wish(title, answer, focus=stages[-1].id)
    else:
        dilated = (*spec.dilated_stages, len(stages))
        flags = [number in dilated for number in range(2, len(stages) + 1)]
        line = f"net = torchvision.models.{network.name}(replace_stride_with_dilation={flags})"
        yield Wish(
            title,
            Message("dilation in place of the stride: {shape}", shape=f"{last.channels}×{sides}"),
            line if network.name in CATALOGUE and len(stages) == 4 else "",
            stages[-1].id,
            {"dilated_stages": ",".join(map(str, sorted(dilated)))},
        )


def one_channel(conv: Op) -> Wish:
    """Another first convolution."""
    weights = conv.output.channels * (conv.windows[0].kernel ** 2 if conv.windows else 1)
    return Wish(
        Message("one input channel"),
        Message("another first conv, with {weights} weights", weights=f"{weights:,}"),
        f"net.{attribute(conv.id)} = {conv_line(conv, 1)}",
        "stem",
        {"in_channels": "1"},
    )


def small_images(network: Network, graph: Graph, conv: Op) -> Wish:
    """A stem that keeps the size."""
    title = Message("images of {side}×{side}", side=SMALL)
    last, stem = (graph.members(id)[-1].output for id in (stages_of(graph)[-1].id, conv.stage))
    ends = "×".join(map(str, last.shape(Size(SMALL, SMALL))[2:]))
    if network.spec.stem == "3x3":
        answer = Message("it takes them: the last map is {ends}", ends=ends)
        return Wish(title, answer, size=str(SMALL), focus="stem")
    (jump, _), (stems, _) = (output.jump or (1, 1) for output in (last, stem))
    side = -(-SMALL // (jump // stems))
    return Wish(
        title,
        Message(
            "a stem that keeps the size: the last map is {after}, else {ends}",
            after=f"{side}×{side}",
            ends=ends,
        ),
        f"net.conv1 = nn.Conv2d({network.spec.in_channels}, {network.spec.base_width}, "
        "kernel_size=3, padding=1, bias=False)\nnet.maxpool = nn.Identity()",
        "stem",
        {"stem": "3x3"},
        str(SMALL),
    )


def ten_classes(graph: Graph) -> Wish:
    """Another classifier."""
    classifier = next(op for op in reversed(graph.layers) if op.kind == "linear")
    weights = (classifier.in_channels + 1) * CLASSES
    return Wish(
        Message("{count} classes", count=CLASSES),
        Message("another classifier, with {weights} weights", weights=f"{weights:,}"),
        f"net.{attribute(classifier.id)} = nn.Linear({classifier.in_channels}, {CLASSES})",
        "head",
        {"num_classes": str(CLASSES)},
    )


def fits(graph: Graph, size: Size) -> Wish:
    """The least that has to be done for a card."""
    title = Message("fit in {card} GB at batch {batch}", card=CARD // GIGABYTE, batch=BATCH)
    for checkpoint in (False, True):
        for dtype in NUMBERS:
            memory = Memory(graph, PRECISIONS[dtype], checkpoint)
            took = memory.training(size, BATCH, "adamw")
            if took <= CARD:
                words = [dtype] * (dtype != NUMBERS[0]) + ["checkpoint"] * checkpoint
                answer = Message(
                    "{amount} GB with AdamW and {how}",
                    amount=f"{took / GIGABYTE:.2f}",
                    how=" + ".join(words) or "float32",
                )
                return Wish(
                    title, answer, lines_for(words), batch=str(BATCH), memory=",".join(words)
                )
    answer = Message(
        "not at this size: {lacking} GB are lacking even with autocast and checkpoints",
        lacking=f"{(took - CARD) / GIGABYTE:.2f}",
    )
    words = [NUMBERS[1], "checkpoint"]
    return Wish(title, answer, batch=str(BATCH), memory=",".join(words))


def lines_for(words: list[str]) -> str:
    """The lines that train so."""
    lines: list[str] = []
    if "checkpoint" in words:
        lines += [
            "for stage in (net.layer1, net.layer2, net.layer3, net.layer4):",
            "    for block in stage:",
            "        block.forward = partial(checkpoint, block.forward, use_reentrant=False)",
        ]
    if NUMBERS[1] in words:
        lines += ['with torch.autocast("cuda", torch.bfloat16):', "    out = net(x)"]
    return "\n".join(lines)


def pretrained(network: Network) -> Wish:
    """Torchvision's weights."""
    title = Message("load pretrained weights")
    if network.name in CATALOGUE and not network.changes:
        line = f'net = torchvision.models.{network.name}(weights="DEFAULT")'
        return Wish(title, Message("torchvision has them"), line)
    return Wish(title, Message("torchvision has none for it; the checkpoint page says what fits"))


def conv_line(conv: Op, channels: int) -> str:
    """The line that makes a convolution of other input channels."""
    kernel, stride, padding = (
        next(getattr(window, name) for window in conv.windows or ())
        for name in ("kernel", "stride", "padding")
    )
    return (
        f"nn.Conv2d({channels}, {conv.output.channels}, kernel_size={kernel}, "
        f"stride={stride}, padding={padding}, bias={conv.bias})"
    )


def attribute(path: str) -> str:
    """A module path as Python writes it.

    >>> attribute("conv1.0")
    'conv1[0]'
    """
    first, *rest = path.split(".")
    return first + "".join(f"[{each}]" if each.isdigit() else f".{each}" for each in rest)
