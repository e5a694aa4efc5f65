"""Lines that build the network which fits some weights, and load them into it."""

from collections.abc import Sequence

from resnet_atlas.checkpoint.identifying.identity import Identity
from resnet_atlas.checkpoint.mending.remedy import (
    File,
    Remedy,
    loading,
    quoted,
    remedy,
    renaming,
)
from resnet_atlas.facts.state_dict import COUNTER
from resnet_atlas.messages import Message
from resnet_atlas.network.construction import construction
from resnet_atlas.network.network import Network
from resnet_atlas.network.relatives import relative_weights
from resnet_atlas.network.spec import ResNetSpec


def fitting(identity: Identity, file: File, like: Network | None = None) -> Remedy | None:
    """Build the network that has just these weights, and load them; None where there is none.

    Then it is given the classes and input channels of ``like``, the reader's own network.
    """
    if not identity.network or not identity.exact:
        return None
    if not identity.network.has_spec:
        return of_torchvision(identity, file)
    spec = identity.network.spec
    package, lines = construction(identity.network)
    lines += changed_ends(spec, bool(identity.classifier), package)
    lines += ["", *in_torchvisions_names(identity, file), *loaded(identity.lacks_statistics)]
    words = Message("Build the network that fits, and load the weights:")
    if like and like.has_spec and like.spec.num_classes != spec.num_classes:
        words = Message(
            "Build the network that fits, load the weights, and give it a classifier of your"
            " {count} classes:",
            count=like.spec.num_classes,
        )
        inside = f"{spec.stage_widths[-1] * spec.expansion}, {like.spec.num_classes}"
        lines.append(f"model.fc = torch.nn.Linear({inside})  # random: train it")
    return remedy(words, lines, *package)


def of_torchvision(identity: Identity, file: File) -> Remedy:
    """Lines that build a network before or after ResNet, and load its weights."""
    assert identity.network
    name, options = identity.network.name, []
    if identity.classifier:
        options += [f"num_classes={identity.classes}"] * (identity.classes != 1000)
    if name in ("googlenet", "inception_v3"):
        options.append("init_weights=False")
    lines = [f"model = {name}({', '.join(options)})", ""]
    lines += [*loading(file), *renaming(identity.naming, bool(identity.parts))]
    if identity.parts:
        lines += [
            "own = model.state_dict()",
            "state = {name: value for name, value in state.items() if name in own}",
        ]
    needed = [f"from torchvision.models import {name}"]
    if name.startswith("mnasnet"):
        needed.insert(0, "from collections import OrderedDict")
        lines += [
            "state = OrderedDict(state)",
            'state._metadata = {"": {"version": 2}}  # MNASNet asks for it; renaming loses it',
        ]
    if identity.shapes.keys() >= relative_weights(name).keys():
        lines.append("model.load_state_dict(state)")
    else:
        counted = all(
            name.endswith(COUNTER) for name in relative_weights(name).keys() - identity.shapes
        )
        lines += [
            "missing, unexpected = model.load_state_dict(state, strict=False)",
            "assert not unexpected",
        ]
        if not counted:
            lines.append("print(missing)  # these stay random: train them")
    words = Message("Build the network that fits, and load the weights:")
    return remedy(words, lines, *needed)


def in_torchvisions_names(identity: Identity, file: File) -> list[str]:
    """``state``, the weights of the network under torchvision's names."""
    before, after = taken_head(identity)
    drops = bool(identity.parts or before)
    lines = [*loading(file), *before, *renaming(identity.naming, drops), *after]
    if identity.parts:
        tops = tuple(dict.fromkeys(name.partition(".")[0] for name in identity.shapes))
        lines += [
            f"tops = {tops!r}",
            "state = {name: value for name, value in state.items()"
            ' if name.partition(".")[0] in tops}',
        ]
    return lines


def loaded(lacks_statistics: bool) -> list[str]:
    """The lines that load ``state``."""
    if not lacks_statistics:
        return ["model.load_state_dict(state)"]
    ends = ("running_mean", "running_var", COUNTER)
    return [
        "missing, unexpected = model.load_state_dict(state, strict=False)",
        f"assert not unexpected and all(name.endswith({ends!r}) for name in missing)",
        "# Batch norms have no statistics yet: run some batches in train mode first.",
    ]


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


def changed_ends(spec: ResNetSpec, has_classifier: bool, package: Sequence[str]) -> list[str]:
    """Lines that change the first conv and the classifier of a network of torchvision's."""
    lines = []
    if spec.in_channels != 3 and "torchvision" in package[0]:
        inside = f"{spec.in_channels}, {spec.base_width}, 7, stride=2, padding=3, bias=False"
        lines.append(f"model.conv1 = torch.nn.Conv2d({inside})")
    if not has_classifier:
        lines.append("model.fc = torch.nn.Identity()  # the file has no classifier")
    return lines
