"""Names and shapes → the ResNet that has them.

Every option that the weights hold is read off them. What they don't hold is said, so that of two
networks with the same weights both are named. Where no network has just these weights, the nearest
one stands for them, and ``causes.py`` says in what they differ.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from typing import Any

from resnet_atlas.checkpoint.families import family
from resnet_atlas.checkpoint.naming import Naming, namings
from resnet_atlas.errors import BadParameter
from resnet_atlas.facts.state_dict import COUNTER, state_dict_of
from resnet_atlas.graph.tensor import Shape
from resnet_atlas.messages import Message
from resnet_atlas.network.catalogue import CATALOGUE, PRESETS, named
from resnet_atlas.network.network import Network
from resnet_atlas.network.spec import LIMITS, MOST_STAGES, SHORTCUTS, USUAL_WIDTH, ResNetSpec

Shapes = Mapping[str, Shape]

BLOCK = re.compile(r"layer(\d{1,3})\.(\d{1,4})\.")

NO_PARAMETERS = ("running_mean", "running_var", COUNTER)
"""What the names of tensors end in that are counted nowhere: statistics of batch norms."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What some weights are.

    ``network`` is the one that has them, where ``exact``, or else the nearest; None where they are
    no ResNet's. ``others`` have the same weights. ``classifier`` is the path of the last layer,
    empty where there is none; then ``network`` has as many classes as ImageNet. ``beside`` are the
    names that don't belong to the network. ``shapes`` are its weights under torchvision's names;
    ``head_beside`` is whether the classifier's own names weren't under the prefix.
    """

    network: Network | None
    exact: bool
    naming: Naming
    classifier: str
    others: tuple[Network, ...]
    family: str
    tensors: int
    parameters: int
    shapes: dict[str, Shape]
    beside: tuple[str, ...] = ()
    head_beside: bool = False

    @property
    def title(self) -> str:
        """What it is called."""
        return title(self.network) if self.network else self.family

    @property
    def traits(self) -> list[Message]:
        """What is to be said of it beside its title, one thing each."""
        if not self.network:
            return []
        spec, said = self.network.spec, []
        if self.classifier:
            said.append(Message("{count} classes", count=spec.num_classes))
        else:
            said.append(Message("no classifier"))
        if spec.in_channels == 1:
            said.append(Message("one input channel"))
        elif spec.in_channels != 3:
            said.append(Message("{count} input channels", count=spec.in_channels))
        if self.naming.prefix:
            front = self.naming.prefix
            said.append(Message("`{prefix}` in front of every name", prefix=front))
        if self.naming.renames:
            said.append(Message("named otherwise: {how}", how=self.naming.title))
        if self.classifier not in ("", "fc"):
            said.append(Message("its classifier is `{path}`", path=self.classifier))
        return said

    @property
    def unseen(self) -> list[Message]:
        """What no weights say, of a network of this kind."""
        if not self.network:
            return []
        said = []
        if self.network.spec.block == "bottleneck":
            said.append(
                Message("whether a bottleneck strides in its 3×3, as in PyTorch, or in its 1×1")
            )
            said.append(Message("dilation in place of strides"))
        return [*said, Message("padding and poolings"), Message("the size of the images")]


def title(network: Network) -> str:
    """A network's name as it is written in prose, with what was changed of it.

    >>> title(Network("resnext50_32x4d", named("resnext50_32x4d")))
    'ResNeXt-50 32×4d'
    """
    found = re.fullmatch(r"(wide_|se|preact_|dilated_)?(resnet|resnext)(\d+)_?(.*)", network.name)
    if not found:
        return network.title
    before, kind, depth, rest = found.groups()
    front = {"wide_": "Wide ", "se": "SE-", "preact_": "PreAct-", "dilated_": "Dilated "}
    tail = {"": "", "d": "-D"}.get(rest, f"-{rest}" if rest.isdigit() else f" {rest}")
    name = f"{front.get(before or '', '')}{'ResNeXt' if kind == 'resnext' else 'ResNet'}-{depth}"
    left_out = ("num_classes", "in_channels")
    changes = [f"{key}={text}" for key, text in network.changes.items() if key not in left_out]
    return name + tail.replace("x", "×") + (f" ({', '.join(changes)})" if changes else "")


def identify(shapes: Shapes) -> Identity:
    """What some names and shapes are; the best of the ways in which the names can be read."""
    found = max(
        (identify_as(shapes, naming) for naming in [*namings(shapes), Naming()]),
        key=lambda identity: (identity.exact, bool(identity.network), len(identity.shapes)),
    )
    found = replace(found, naming=found.naming.used(shapes))
    return found if found.network else replace(found, family=family(shapes))


def identify_as(shapes: Shapes, naming: Naming) -> Identity:
    """What they are if they are named in this way."""
    own, beside = {}, []
    for name, shape in shapes.items():
        plain = naming.plain(name)
        if plain is None:
            beside.append(name)
        else:
            own[plain] = shape
    apart = {name: shapes[name] for name in beside}
    own, classifier, beside = with_classifier(own, apart)
    parameters = sum(prod(it) for name, it in own.items() if not name.endswith(NO_PARAMETERS))
    network, exact = nearest_network(own)
    return Identity(
        network=network,
        exact=exact,
        naming=naming,
        classifier=classifier,
        others=alike(network) if network and exact else (),
        family="ResNet" if network else "",
        tensors=len(shapes),
        parameters=parameters,
        shapes=own,
        beside=tuple(beside),
        head_beside=f"{classifier}.weight" in apart,
    )


HEAD = re.compile(r"(?:fc|linear|last_linear|classifier|head|output|logits|cls|proj)(?:\.\w+)*")
"""What the last layer is called, where it isn't ``fc``."""


def with_classifier(
    own: dict[str, Shape], others: Shapes
) -> tuple[dict[str, Shape], str, list[str]]:
    """The weights with the classifier under ``fc``, its path, and the names that are left over.

    Within the network or beside it, the last layer is the one matrix that takes what the last stage
    gives.
    """
    if len(own.get("fc.weight", ())) == 2:
        return own, "fc", list(others)
    channels = last_channels(own)
    places = [(own, name) for name in own] + [(others, name) for name in others]
    for held, name in places:
        path, _, end = name.rpartition(".")
        is_matrix = len(held[name]) == 2 and held[name][-1:] == (channels,)
        if end == "weight" and is_matrix and HEAD.fullmatch(path):
            moved = {
                f"fc.{it}": held[f"{path}.{it}"]
                for it in ("weight", "bias")
                if f"{path}.{it}" in held
            }
            taken = {f"{path}.{it}" for it in ("weight", "bias")}
            kept = {
                name: shape for name, shape in own.items() if held is others or name not in taken
            }
            left = [name for name in others if held is own or name not in taken]
            return {**kept, **moved}, path, left
    return own, "", list(others)


def last_channels(shapes: Shapes) -> int:
    """The channels that the last stage gives; 0 where there is none."""
    for stage in range(MOST_STAGES, 0, -1):
        for conv in (3, 2):
            if found := shapes.get(f"layer{stage}.0.conv{conv}.weight"):
                return found[0]
    return 0


def nearest_network(shapes: Shapes) -> tuple[Network | None, bool]:
    """The network with the fewest weights that differ, and whether none does."""
    if "layer1.0.conv1.weight" not in shapes:
        return None, False
    tried = list(specs(shapes))
    best, fewest = None, len(shapes)
    for spec in tried:
        count = distance(shapes, spec)
        if best is None or count < fewest:
            best, fewest = spec, count
        if fewest == 0:
            break
    if fewest:
        classes = shapes.get("fc.weight", (1000,))[0]
        channels = in_channels(shapes)
        for name in (*CATALOGUE, *PRESETS):
            other = varied(named(name), classes, channels)
            if other and (count := distance(shapes, other)) < fewest:
                best, fewest = other, count
    if best is None:
        return None, False
    return called(best), fewest == 0


def distance(shapes: Shapes, spec: ResNetSpec) -> int:
    """How many weights of a network and of a file don't agree."""
    expected = state_dict_of(spec)
    without_classifier = "fc.weight" not in shapes
    count = 0
    for name, shape in expected.items():
        if name.startswith("fc.") and without_classifier:
            continue
        if shapes.get(name) != shape and not (name.endswith(COUNTER) and name not in shapes):
            count += 1
    return count + sum(name not in expected for name in shapes)


def varied(spec: ResNetSpec, classes: int, channels: int) -> ResNetSpec | None:
    """A spec with other classes and input channels; None where there can't be so many."""
    try:
        return replace(spec, num_classes=classes, in_channels=channels)
    except BadParameter:
        return None


def in_channels(shapes: Shapes) -> int:
    """What the first conv takes."""
    first = shapes.get("conv1.weight") or shapes.get("conv1.0.weight") or ()
    return first[1] if len(first) == 4 else 3


def specs(shapes: Shapes) -> Iterator[ResNetSpec]:
    """The specs that some weights may be of, by what their shapes say."""
    options = options_of(shapes)
    if not options:
        return
    preactivations = [False, True]
    if "bn1.weight" in shapes and shapes["bn1.weight"] != (options["base_width"],):
        preactivations.reverse()
    shortcuts = sorted(SHORTCUTS, key=lambda it: it != shortcut(shapes))
    dilated = {(), stages_without_stride(shapes)}
    for kind, preactivation, stages in product(shortcuts, preactivations, sorted(dilated)):
        try:
            yield ResNetSpec(
                **options, shortcut=kind, preactivation=preactivation, dilated_stages=stages
            )
        except BadParameter:
            continue


def options_of(shapes: Shapes) -> dict[str, Any]:
    """The options that shapes say by themselves; empty where they are no ResNet's."""
    blocks: dict[int, int] = {}
    for name in shapes:
        if found := BLOCK.match(name):
            stage, number = int(found[1]), int(found[2])
            blocks[stage] = max(blocks.get(stage, 0), number + 1)
    depths = tuple(blocks[stage] for stage in sorted(blocks))
    first = [blocks and shapes.get(f"layer{stage}.0.conv1.weight") for stage in sorted(blocks)]
    if not all(shape and len(shape) == 4 for shape in first):
        return {}
    bottleneck = "layer1.0.conv3.weight" in shapes
    last = [shapes.get(f"layer{it}.0.conv{3 if bottleneck else 2}.weight", ()) for it in blocks]
    if not all(len(shape) == 4 for shape in last):
        return {}
    stem = "deep" if "conv1.0.weight" in shapes else "7x7"
    ends = shapes.get("conv1.6.weight" if stem == "deep" else "conv1.weight", ())
    if ends[2:] == (3, 3) and stem != "deep":
        stem = "3x3"
    widths = tuple(shape[0] // (4 if bottleneck else 1) for shape in last)
    base = ends[0] if len(ends) == 4 else shapes["layer1.0.conv1.weight"][1]
    doubled = tuple(base * 2**stage for stage in range(len(widths)))
    options: dict[str, Any] = {
        "block": "bottleneck" if bottleneck else "basic",
        "depths": depths,
        "base_width": base,
        "widths": () if widths == doubled else widths,
        "stem": stem,
        "squeeze": squeeze(shapes),
        "in_channels": in_channels(shapes),
        "num_classes": shapes["fc.weight"][0] if len(shapes.get("fc.weight", ())) == 2 else 1000,
    }
    if bottleneck:
        options["groups"], options["width_per_group"] = grouping(shapes, widths)
    return options


def grouping(shapes: Shapes, widths: tuple[int, ...]) -> tuple[int, int]:
    """The groups of the 3×3 convs, and the width of one where a stage is 64 wide.

    Several widths can give the same channels in narrow stages: the usual one is taken if it does.
    """
    groups, least, most = 1, 1, LIMITS["width_per_group"][1]
    for stage, width in enumerate(widths, 1):
        inner = shapes.get(f"layer{stage}.0.conv2.weight", ())
        if len(inner) != 4 or not inner[1] or not width:
            continue
        groups = max(1, inner[0] // inner[1])
        least = max(least, -(-USUAL_WIDTH * inner[1] // width))
        most = min(most, -(-USUAL_WIDTH * (inner[1] + 1) // width) - 1)
    usual = least <= USUAL_WIDTH <= most or least > most
    return groups, USUAL_WIDTH if usual else least


def squeeze(shapes: Shapes) -> int:
    """By how much squeeze-and-excitation narrows the channels; 0 where there is none."""
    least, most = 1, LIMITS["squeeze"][1]
    found = False
    for stage in range(1, MOST_STAGES + 1):
        shape = shapes.get(f"layer{stage}.0.se.fc1.weight", ())
        if len(shape) == 4 and shape[0]:
            found = True
            least = max(least, shape[1] // (shape[0] + 1) + 1)
            if shape[0] > 1:
                most = min(most, shape[1] // shape[0])
    if not found:
        return 0
    return 16 if least <= 16 <= most or least > most else least


def shortcut(shapes: Shapes) -> str:
    """What the shortcuts look like that don't keep the shape."""
    kind = "padded"
    for stage in range(1, MOST_STAGES + 1):
        path = f"layer{stage}.0.downsample"
        if len(shapes.get(f"{path}.1.weight", ())) == 4:
            return "pooled"
        if f"{path}.0.weight" in shapes:
            kind = "projection"
    return kind


def stages_without_stride(shapes: Shapes) -> tuple[int, ...]:
    """The stages that keep the shape though most stages stride: they dilate instead."""
    found = []
    pooled = shortcut(shapes) == "pooled"  # where nothing is pooled its conv is the first
    for stage in range(2, MOST_STAGES + 1):
        first, last = (shapes.get(f"layer{stage}.0.conv{it}.weight", ()) for it in (1, 3))
        beside = [shapes.get(f"layer{stage}.0.downsample.{it}.weight", ()) for it in (0, 1)]
        keeps = len(first) == len(last) == 4 and first[1] == last[0] and not any(beside)
        if keeps or (pooled and len(beside[0]) == 4):
            found.append(stage)
    return tuple(found)


def called(spec: ResNetSpec) -> Network:
    """A spec by the name that leaves the fewest options to be said."""
    return min(
        (Network(name, spec) for name in (*CATALOGUE, *PRESETS)),
        key=lambda network: len(network.changes),
    )


def alike(network: Network) -> tuple[Network, ...]:
    """Networks with the same weights as one: the paper's stride, then those with a name."""
    spec = network.spec
    found = []
    if spec.block == "bottleneck":
        found.append(Network(network.name, replace(spec, stride_in_1x1=not spec.stride_in_1x1)))
    weights = state_dict_of(spec)
    for name in (*CATALOGUE, *PRESETS):
        other = varied(named(name), spec.num_classes, spec.in_channels)
        if name == network.name or not other or other == spec or other.depths != spec.depths:
            continue
        if state_dict_of(other) == weights:
            found.append(Network(name, other))
    return tuple(found)
