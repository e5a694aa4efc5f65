"""The names and shapes of a network's weights, as PyTorch's ``state_dict`` has them.

Those of a graph come from its ops, whatever the network. Those of a ``ResNetSpec`` are written down
from the spec itself, which takes neither torch nor a graph and no more than milliseconds: so a
checkpoint can be held against hundreds of networks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.op import Op
from resnet_atlas.graph.tensor import Shape
from resnet_atlas.network.spec import USUAL_WIDTH, ResNetSpec

Shapes = dict[str, Shape]

COUNTER = "num_batches_tracked"
"""A batch norm's count of the batches that it has seen: a single number, not a parameter."""


def shapes_of(op: Op) -> Shapes:
    """The weights of one op; empty if it has none, or if its module was called before."""
    if op.weights is not None:
        return {weight.name: weight.shape for weight in op.weights}
    if ":" in op.id.rpartition(".")[2]:
        return {}
    if op.kind == "batch_norm":
        return norm(op.id, op.in_channels)
    if op.kind == "conv" and op.windows:
        kernel = tuple(window.kernel for window in op.windows)
        weight: Shape = (op.output.channels, op.in_channels // op.groups, *kernel)
    elif op.kind == "linear":
        weight = (op.output.channels, op.in_channels)
    else:
        return {}
    return layer(op.id, weight, op.bias)


def listed(weights: Shapes) -> str:
    """The weights of an op in a line, those of one shape together, without the op's own path.

    >>> listed({"bn1.weight": (64,), "bn1.bias": (64,)})
    'weight, bias [64]'
    """
    names: dict[Shape, list[str]] = {}
    for name, shape in weights.items():
        names.setdefault(shape, []).append(name.rpartition(".")[2])
    return "; ".join(f"{', '.join(them)} {list(shape)}" for shape, them in names.items())


@dataclass(frozen=True, slots=True)
class Shared:
    """How many tensors two networks have in common by name and shape, and how many they don't.

    ``different`` have a name in common; ``left`` and ``right`` are those that one has alone.
    """

    same: int
    different: int
    left: int
    right: int

    @classmethod
    def of(cls, left: Shapes, right: Shapes) -> Self:
        """The weights of two networks."""
        both = left.keys() & right.keys()
        same = sum(left[name] == right[name] for name in both)
        return cls(same, len(both) - same, len(left) - len(both), len(right) - len(both))


def state_dict(graph: Graph) -> Shapes:
    """All weights of a network, in the order of execution."""
    return {name: shape for op in graph.layers for name, shape in shapes_of(op).items()}


def layer(path: str, weight: Shape, bias: bool = False) -> Shapes:
    """A convolution or a fully connected layer."""
    return {f"{path}.weight": weight} | ({f"{path}.bias": weight[:1]} if bias else {})


def norm(path: str, channels: int) -> Shapes:
    """A batch norm: scale and shift, the running mean and variance, and their counter."""
    names = ("weight", "bias", "running_mean", "running_var")
    return {**{f"{path}.{name}": (channels,) for name in names}, f"{path}.{COUNTER}": ()}


@lru_cache(maxsize=32)
def state_dict_of(spec: ResNetSpec) -> Shapes:
    """All weights of a ResNet, in the order in which ``network/module.py`` registers them."""
    found = stem(spec)
    if not spec.preactivation:
        found |= norm("bn1", spec.base_width)
    channels = spec.base_width
    for stage, (depth, width) in enumerate(zip(spec.depths, spec.stage_widths, strict=True), 1):
        outputs = width * spec.expansion
        for number in range(depth):
            strides = number == 0 and stage > 1 and stage not in spec.dilated_stages
            path = f"layer{stage}.{number}"
            for name, shape in block(spec, channels, width, strides):
                found[f"{path}.{name}"] = shape
            channels = outputs
    if spec.preactivation:
        found |= norm("bn1", channels)
    return found | layer("fc", (spec.num_classes, channels), bias=True)


def stem(spec: ResNetSpec) -> Shapes:
    """The convs before the first stage."""
    width, half = spec.base_width, max(1, spec.base_width // 2)
    if spec.stem != "deep":
        side = 7 if spec.stem == "7x7" else 3
        return layer("conv1", (width, spec.in_channels, side, side))
    return {
        **layer("conv1.0", (half, spec.in_channels, 3, 3)),
        **norm("conv1.1", half),
        **layer("conv1.3", (half, half, 3, 3)),
        **norm("conv1.4", half),
        **layer("conv1.6", (width, half, 3, 3)),
    }


def block(
    spec: ResNetSpec, channels: int, width: int, strides: bool
) -> Iterator[tuple[str, Shape]]:
    """One block that takes ``channels``, by the names within it."""
    outputs = width * spec.expansion
    inner = width
    convs: list[Shape] = [(width, channels, 3, 3), (width, width, 3, 3)]
    if spec.block == "bottleneck":
        inner = width * spec.width_per_group // USUAL_WIDTH * spec.groups
        grouped = inner // spec.groups
        convs = [(inner, channels, 1, 1), (inner, grouped, 3, 3), (outputs, inner, 1, 1)]
    takes = [channels, *(shape[0] for shape in convs)]
    for number, shape in enumerate(convs, 1):
        yield f"conv{number}.weight", shape
        normed = takes[number - 1] if spec.preactivation else shape[0]
        yield from norm(f"bn{number}", normed).items()
    if spec.squeeze:
        squeezed = max(1, outputs // spec.squeeze)
        yield from layer("se.fc1", (squeezed, outputs, 1, 1), bias=True).items()
        yield from layer("se.fc2", (outputs, squeezed, 1, 1), bias=True).items()
    if spec.shortcut != "padded" and (strides or channels != outputs):
        place = 1 if spec.shortcut == "pooled" else 0
        yield from layer(f"downsample.{place}", (outputs, channels, 1, 1)).items()
        if not spec.preactivation:
            yield from norm(f"downsample.{place + 1}", outputs).items()
