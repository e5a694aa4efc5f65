"""The few lines of PyTorch that load some weights: into the network they fit, or into the reader's.

Lines that change weights to suit the reader's network exist for the causes that are of names and of
the ends of a network: first conv and classifier. For what is between, the network has to be
another. No line leaves a tensor out in silence, as ``strict=False`` by itself would.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from resnet_atlas.checkpoint.causes.cause import Cause
from resnet_atlas.checkpoint.identity import Identity
from resnet_atlas.checkpoint.naming import Naming
from resnet_atlas.messages import Message
from resnet_atlas.network.catalogue import CATALOGUE, named
from resnet_atlas.network.network import Network
from resnet_atlas.network.spec import USUAL_WIDTH, ResNetSpec


@dataclass(frozen=True, slots=True)
class Remedy:
    """Lines to run, and what they mean; no lines where there can't be any, and why."""

    words: Message
    code: str


@dataclass(frozen=True, slots=True)
class File:
    """How a file's state dict is got at: its name, its format, its path and module in it."""

    name: str = "model.pth"
    format: str = "zip"
    path: tuple[str, ...] = ()
    module: str = ""


ADAPTABLE = (
    "naming",
    "network_named",
    "wrapped",
    "classes",
    "no_classifier",
    "classifier",
    "head",
    "in_channels",
    "counters",
    "beside",
)
"""The causes for which weights can be changed to suit a network."""


def loading(file: File) -> list[str]:
    """``state``, the file's state dict."""
    keys = "".join(f"[{quoted(key)}]" for key in file.path)
    if file.format == "safetensors":
        return [f"state = load_file({quoted(file.name)})"]
    if file.module:
        return [
            "# A whole module: this runs code from the file, so only if you trust it.",
            f'saved = torch.load({quoted(file.name)}, map_location="cpu", weights_only=False)',
            f"state = saved{keys}.state_dict()",
        ]
    lines = [f'state = torch.load({quoted(file.name)}, map_location="cpu", weights_only=True)']
    return [*lines, f"state = state{keys}"] if keys else lines


def imports(lines: Iterable[str], *others: str) -> list[str]:
    """What some lines need."""
    text = "\n".join(lines)
    found = ["import re"] if "re.sub" in text else []
    found += ["import torch"] if "torch." in text else []
    found += ["from safetensors.torch import load_file"] if "load_file" in text else []
    return [*found, *others]


def renaming(naming: Naming, beside: bool = False) -> list[str]:
    """Lines that bring names to those of torchvision."""
    lines = []
    if naming.prefix:
        front = quoted(naming.prefix)
        condition = f" if name.startswith({front})" if beside else ""
        made = f"name.removeprefix({front}): value for name, value in state.items()"
        lines.append(f"state = {{{made}{condition}}}")
    if naming.renames:
        lines.append("renames = [")
        lines += [f'    (r"{old}", "{new}"),' for old, new in naming.renames]
        lines += [
            "]",
            "for old, new in renames:",
            "    state = {re.sub(old, new, name): value for name, value in state.items()}",
        ]
    return lines


# ---- The network that fits ---------------------------------------------------------------------


def fitting(identity: Identity, file: File) -> Remedy | None:
    """Build the network that has just these weights, and load them."""
    if not identity.network or not identity.exact:
        return None
    spec = identity.network.spec
    package, lines = construction(identity.network)
    lines += changed_ends(spec, bool(identity.classifier), package)
    before, after = taken_head(identity)
    drops = bool(identity.beside or before)
    lines += ["", *loading(file), *before, *renaming(identity.naming, drops), *after]
    lines.append("model.load_state_dict(state)")
    words = Message("Build the network that fits, and load the weights:")
    return Remedy(words, "\n".join([*imports(lines, *package), "", *lines]) + "\n")


def taken_head(identity: Identity) -> tuple[list[str], list[str]]:
    """Lines before and after names are brought to torchvision's, which bring the last layer to fc.

    One that is outside the prefix is put aside before everything there is left out.
    """
    if identity.classifier in ("", "fc"):
        return [], []
    weight, bias = (quoted(f"{identity.classifier}.{end}") for end in ("weight", "bias"))
    made = f'{{"fc.weight": state.pop({weight}), "fc.bias": state.pop({bias})}}'
    if identity.head_beside:
        return [f"head = {made}"], ["state |= head"]
    return [], [f"state |= {made}"]


def quoted(text: str) -> str:
    """A text as Python has it. Names are a stranger's: none may end its own quotation marks."""
    return json.dumps(text)


def construction(network: Network) -> tuple[list[str], list[str]]:
    """An import, and the line that makes ``model``."""
    spec = network.spec
    classes = "" if spec.num_classes == 1000 else f"num_classes={spec.num_classes}"
    name = torchvisions(spec)
    if name:
        return [f"from torchvision.models import {name}"], [f"model = {name}({classes})"]
    if torchvision_builds(spec):
        block = "Bottleneck" if spec.block == "bottleneck" else "BasicBlock"
        options = [block, str(list(spec.depths)), *([classes] if classes else [])]
        if (spec.groups, spec.width_per_group) != (1, USUAL_WIDTH):
            options += [f"groups={spec.groups}", f"width_per_group={spec.width_per_group}"]
        line = f"model = ResNet({', '.join(options)})"
        return [f"from torchvision.models.resnet import {block}, ResNet"], [line]
    changes = "".join(f" --set {key}={text}" for key, text in network.changes.items())
    note = f"# network.py is what this writes: resnet-atlas source {network.name}{changes}"
    return [note, "from network import ResNet"], ["model = ResNet()"]


def torchvisions(spec: ResNetSpec) -> str:
    """The name of torchvision's function that builds it, ends aside; empty if there is none."""
    for name in CATALOGUE:
        own = named(name)
        if {*spec.changes(own)} <= {"num_classes", "in_channels"}:
            return name
    return ""


def torchvision_builds(spec: ResNetSpec) -> bool:
    """Whether torchvision's class has all the options that it takes."""
    plain = ResNetSpec(
        spec.block,
        spec.depths,
        groups=spec.groups,
        width_per_group=spec.width_per_group,
        in_channels=spec.in_channels,
        num_classes=spec.num_classes,
    )
    return len(spec.depths) == 4 and plain == spec


def changed_ends(spec: ResNetSpec, has_classifier: bool, package: Sequence[str]) -> list[str]:
    """Lines that change the first conv and the classifier of a network of torchvision's."""
    lines = []
    if spec.in_channels != 3 and "torchvision" in package[0]:
        inside = f"{spec.in_channels}, {spec.base_width}, 7, stride=2, padding=3, bias=False"
        lines.append(f"model.conv1 = torch.nn.Conv2d({inside})")
    if not has_classifier:
        lines.append("model.fc = torch.nn.Identity()  # the file has no classifier")
    return lines


def choice(count: int) -> Remedy:
    """What to do where an error is the same for many networks."""
    words = Message(
        "The error is the same for {count} networks: choose yours, and the lines that load the"
        " weights are written for it.",
        count=count,
    )
    return Remedy(words, "")


def advice(causes: Sequence[Cause]) -> Remedy:
    """What to do where no lines can be written; ``code`` is empty."""
    kinds = {cause.kind for cause in causes}
    words = Message(
        "The error doesn’t tell the whole network: drop the file itself, or paste its names and"
        " shapes."
    )
    if "pruned" in kinds:
        words = Message(
            "No ResNet of the atlas has convs that are pruned one by one: build the network with"
            " the code that pruned it, or load the weights from before."
        )
    elif "folded" in kinds:
        words = Message(
            "No ResNet of the atlas has batch norms folded into its convs: fold those of your"
            " network in the same way (torch.nn.utils.fusion.fuse_conv_bn_eval), or load the"
            " weights from before."
        )
    elif "family" in kinds:
        words = Message("No lines make these weights fit: build a network of their own kind.")
    return Remedy(words, "")


# ---- The network that the reader has -----------------------------------------------------------


def adapting(causes: Sequence[Cause], file: File) -> Remedy | None:
    """Change weights to suit ``model``; None where they can't be."""
    if not causes or any(cause.kind not in ADAPTABLE for cause in causes):
        return None
    lines = loading(file)
    by_kind = {cause.kind: cause for cause in causes}
    fresh: list[str] = []
    target = "model"
    if "wrapped" in by_kind:
        lines.append(f'state = state["{by_kind["wrapped"].details[0]}"]')
    for kind in ("naming", "network_named"):
        if kind in by_kind:
            naming = by_kind[kind].details[0]
            assert isinstance(naming, Naming)
            if kind == "naming":
                lines += renaming(naming, beside=True)
            elif naming.prefix:
                lines.append(f"network = model.get_submodule({quoted(naming.prefix.rstrip('.'))})")
                target = "network"
    lines += steps(by_kind, target)
    if "classes" in by_kind or "no_classifier" in by_kind or dropped(by_kind.get("head")):
        fresh = ["fc.weight", "fc.bias"]
    if fresh:
        lines += [
            f"missing, unexpected = {target}.load_state_dict(state, strict=False)",
            f"assert sorted(missing) == {sorted(fresh)} and not unexpected",
        ]
        words = Message(
            "Load them into your network, whose classifier stays as it is, random: train it."
        )
    else:
        lines.append(f"{target}.load_state_dict(state)")
        words = Message("Load them into your network, `model`:")
    return Remedy(words, "\n".join([*imports(lines), "", *lines]) + "\n")


def dropped(head: Cause | None) -> bool:
    """Whether a classifier of another form is left out: it has several layers."""
    return head is not None and len(head.details) != 1


def steps(by_kind: dict[str, Cause], target: str) -> Iterator[str]:
    """The lines for the ends of a network and for what is beside it."""
    if "in_channels" in by_kind:
        wanted = by_kind["in_channels"].details[1]
        name = by_kind["in_channels"].tensors[0]
        yield f'weight = state["{name}"].sum(1, keepdim=True)  # as if every channel held the same'
        yield f'state["{name}"] = weight.repeat(1, {wanted}, 1, 1) / {wanted}'
    if "classes" in by_kind:
        yield 'del state["fc.weight"], state["fc.bias"]  # they tell the file’s classes apart'
    if head := by_kind.get("head"):
        if dropped(head):
            paths = tuple(f"{path}." for path in head.details)
            yield (
                f"state = {{name: value for name, value in state.items() "
                f"if not name.startswith({paths!r})}}"
            )
        else:
            yield 'for end in ("weight", "bias"):  # if it has as many classes as yours'
            path = quoted(f"{head.details[0]}.")
            yield f'    state["fc." + end] = state.pop({path} + end)'
    if classifier := by_kind.get("classifier"):
        for name in classifier.tensors:
            yield f"del state[{quoted(name)}]"
    if counters := by_kind.get("counters"):
        if counters.details == ("given",):
            yield (
                "state = {name: value for name, value in state.items() "
                'if not name.endswith("num_batches_tracked")}'
            )
        else:
            yield f"for name in {target}.state_dict():"
            yield '    if name.endswith("num_batches_tracked"):'
            yield "        state.setdefault(name, torch.tensor(0))"
    if beside := by_kind.get("beside"):
        tops = tuple(sorted({name.partition(".")[0] for name in beside.tensors}))
        yield (
            f"state = {{name: value for name, value in state.items() "
            f'if name.partition(".")[0] not in {tops!r}}}'
        )
