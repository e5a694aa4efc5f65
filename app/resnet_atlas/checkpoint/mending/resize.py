"""Lines that make every layer of a network what a file has: pruned convs, other kernels, biases."""

from collections.abc import Sequence

from resnet_atlas.checkpoint.causes.cause import Cause
from resnet_atlas.checkpoint.identifying.identity import Identity
from resnet_atlas.checkpoint.identifying.naming import Naming
from resnet_atlas.checkpoint.mending.build import in_torchvisions_names, loaded
from resnet_atlas.checkpoint.mending.remedy import File, Remedy, loading, remedy, renaming
from resnet_atlas.messages import Message
from resnet_atlas.network.construction import construction

RESIZED = """\
# Make every layer what the file has: its channels, kernel and bias.
for path, layer in list(model.named_modules()):
    weight = state.get(f"{path}.weight")
    has_bias = f"{path}.bias" in state
    if isinstance(layer, torch.nn.Conv2d) and weight is not None:
        out, inside, *kernel = weight.shape
        groups = layer.in_channels // layer.weight.shape[1]
        padding = [layer.dilation[0] * (side // 2) for side in kernel]
        made = torch.nn.Conv2d(
            inside * groups, out, kernel, layer.stride, padding, layer.dilation, groups, has_bias
        )
    elif isinstance(layer, torch.nn.BatchNorm2d) and weight is not None:
        made = torch.nn.BatchNorm2d(len(weight))
    elif isinstance(layer, (torch.nn.BatchNorm2d, torch.nn.GroupNorm)) and weight is None:
        made = torch.nn.Identity()
    elif isinstance(layer, torch.nn.Linear) and weight is not None:
        made = torch.nn.Linear(weight.shape[1], weight.shape[0], has_bias)
    else:
        continue
    parent, _, name = path.rpartition(".")
    setattr(model.get_submodule(parent), name, made)
"""


def resized(identity: Identity, file: File) -> Remedy | None:
    """Build the nearest network, and make its layers what the file has; None if it has others."""
    network = identity.network
    if not network or not network.has_spec or identity.exact or not can_be_resized(identity):
        return None
    package, lines = construction(network)
    if not identity.classifier:
        lines.append("model.fc = torch.nn.Identity()  # the file has no classifier")
    lines += ["", *in_torchvisions_names(identity, file), *RESIZED.splitlines()]
    lines += loaded(identity.lacks_statistics)
    words = Message(
        "Build {network}, make its layers as large as the file’s, and load the weights:",
        network=identity.title,
    )
    return remedy(words, lines, *package)


def can_be_resized(identity: Identity) -> bool:
    """Whether a file has convs and matrices where the nearest network has some, and no others.

    Its norms may be folded into the convs, which then have biases.
    """
    assert identity.network
    expected = identity.expected
    for name, shape in identity.shapes.items():
        path, _, end = name.rpartition(".")
        own = expected.get(f"{path}.weight")
        if own is None or (end not in ("weight", "bias") and name not in expected):
            return False
        if end == "weight" and len(own) != len(shape):
            return False
        if end == "bias" and shape != identity.shapes.get(f"{path}.weight", ())[:1]:
            return False
    weights = {name for name, shape in expected.items() if len(shape) > 1}
    return weights <= identity.shapes.keys() and has_all_of_each_norm(identity)


def has_all_of_each_norm(identity: Identity) -> bool:
    """Whether every norm of the nearest network is there as a whole, or not at all."""
    ends: tuple[str, ...] = ("weight", "bias", "running_mean", "running_var")
    if identity.lacks_statistics:
        ends = ends[:2]
    norms = {name.rpartition(".")[0] for name, each in identity.expected.items() if len(each) == 1}
    norms = {path for path in norms if len(identity.expected.get(f"{path}.weight", ())) == 1}
    return all(
        sum(f"{path}.{end}" in identity.shapes for end in ends) in (0, len(ends)) for path in norms
    )


RESIZABLE = {
    "naming", "pruned", "folded", "conv_bias", "stem", "width", "inner", "classes", "in_channels",
}  # fmt: skip
"""The causes for which layers of the reader's own network can be changed to suit the weights."""


def resizing(causes: Sequence[Cause], file: File) -> Remedy | None:
    """Make the layers of ``model`` what the file has; None where it has other layers."""
    kinds: dict[str, tuple[object, ...]] = {cause.kind: cause.details for cause in causes}
    is_possible = bool(kinds) and kinds.keys() <= RESIZABLE and kinds.keys() != {"naming"}
    if not is_possible or ("stem" in kinds and kinds["stem"] != ("kernel",)):
        return None
    if any(kinds.get(kind, ("given",)) != ("given",) for kind in ("folded", "conv_bias")):
        return None
    lines = loading(file)
    for cause in causes:
        if cause.kind == "naming":
            naming = cause.details[0]
            assert isinstance(naming, Naming)
            lines += renaming(naming, beside=True)
    words = Message("Make the layers of your network as large as the file’s, and load the weights:")
    return remedy(words, [*lines, *RESIZED.splitlines(), "model.load_state_dict(state)"])
