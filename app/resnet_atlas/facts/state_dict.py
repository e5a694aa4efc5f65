"""The names and shapes of a network's weights, as PyTorch's ``state_dict`` has them.

Those of a graph come from its ops, whatever the network. Those of a ``ResNetSpec`` are written down
from the spec itself, which takes neither torch nor a graph and no more than milliseconds: so a
checkpoint can be held against hundreds of networks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from resnet_atlas.errors import BadParameter
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.op import Op
from resnet_atlas.graph.tensor import Shape
from resnet_atlas.messages import Message
from resnet_atlas.network.network import Network
from resnet_atlas.network.plan import BlockPlan, blocks_of, projects
from resnet_atlas.network.relatives import RELATIVES, relative_weights
from resnet_atlas.network.spec import ResNetSpec

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


def weights_of(network: Network) -> Shapes:
    """All weights of a network that has a name in the atlas; ``BadParameter`` for another's."""
    if network.has_spec:
        return state_dict_of(network.spec)
    if network.name in RELATIVES:
        return relative_weights(network.name)
    problem = Message("its weights are known to its own code alone")
    raise BadParameter("against", network.name, problem, Message("a network of the atlas"))


def layer(path: str, weight: Shape, bias: bool = False) -> Shapes:
    """A convolution or a fully connected layer."""
    return {f"{path}.weight": weight} | ({f"{path}.bias": weight[:1]} if bias else {})


def norm(path: str, channels: int, kind: str = "batch") -> Shapes:
    """A norm: scale and shift; of a batch norm the running mean and variance, and their counter."""
    names = ["weight", "bias"]
    if kind in ("batch", "frozen"):
        names += ["running_mean", "running_var"]
    counter: Shapes = {f"{path}.{COUNTER}": ()} if kind == "batch" else {}
    return {**{f"{path}.{name}": (channels,) for name in names}, **counter}


@lru_cache(maxsize=32)
def state_dict_of(spec: ResNetSpec) -> Shapes:
    """All weights of a ResNet, in the order in which ``network/module`` registers them."""
    found = stem(spec)
    channels = spec.base_width
    if not spec.preactivation:
        found |= norm("bn1", channels, spec.norm)
    if spec.pool == "conv":
        bias = spec.bias == "all"
        found |= layer("maxpool.0", (channels, channels, 3, 3), bias)
        found |= norm("maxpool.1", channels, spec.norm)
    for made in blocks_of(spec):
        path = f"layer{made.stage}.{made.number}"
        for name, shape in block(spec, made):
            found[f"{path}.{name}"] = shape
        channels = made.outputs
    if spec.preactivation:
        found |= norm("bn1", channels, spec.norm)
    return found | layer("fc", (spec.num_classes, channels), bias=True)


def stem(spec: ResNetSpec) -> Shapes:
    """The convs before the first stage."""
    found: Shapes = {}
    channels, side, last = spec.in_channels, spec.stem_kernel, len(spec.stem_widths) - 1
    for place, width in enumerate(spec.stem_widths):
        path = f"conv1.{3 * place}" if last else "conv1"
        bias = spec.bias in ("all", "stem") or (unnormed(spec) and place == last)
        found |= layer(path, (width, channels, side, side), bias)
        if place < last:
            found |= norm(f"conv1.{3 * place + 1}", width, spec.norm)
        channels = width
    return found


def unnormed(spec: ResNetSpec) -> bool:
    """Whether the convs that no norm follows have a bias."""
    return spec.bias == "unnormed" and spec.preactivation


def block(spec: ResNetSpec, made: BlockPlan) -> Iterator[tuple[str, Shape]]:
    """One block, by the names within it."""
    inputs, outputs, inner = made.inputs, made.outputs, spec.inner_width(made.width)
    convs: list[Shape] = [(inner, inputs, 3, 3), (outputs, inner, 3, 3)]
    if spec.block == "bottleneck":
        grouped = inner // spec.groups
        convs = [(inner, inputs, 1, 1), (inner, grouped, 3, 3), (outputs, inner, 1, 1)]
    takes = [inputs, *(shape[0] for shape in convs)]
    for number, shape in enumerate(convs, 1):
        small = spec.bias == "1x1" and spec.block == "bottleneck" and shape[2] == 1
        last = unnormed(spec) and number == len(convs)
        bias = spec.bias == "all" or small or last
        yield from layer(f"conv{number}", shape, bias).items()
        normed = takes[number - 1] if spec.preactivation else shape[0]
        yield from norm(f"bn{number}", normed, spec.norm).items()
    if spec.squeeze:
        squeezed = spec.squeezed(outputs)
        yield from layer("se.fc1", (squeezed, outputs, 1, 1), bias=True).items()
        yield from layer("se.fc2", (outputs, squeezed, 1, 1), bias=True).items()
    if spec.eca:
        yield "se.conv.weight", (1, 1, spec.eca_kernel(outputs))
    if projects(spec, made):
        place = 1 if spec.shortcut == "pooled" else 0
        bias = spec.bias == "all" or unnormed(spec)
        yield from layer(f"downsample.{place}", (outputs, inputs, 1, 1), bias).items()
        if not spec.preactivation:
            yield from norm(f"downsample.{place + 1}", outputs, spec.norm).items()
