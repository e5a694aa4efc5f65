"""The import and the line that make a network: torchvision's if it has one, else ours."""

from resnet_atlas.network.catalogue import CATALOGUE, named
from resnet_atlas.network.network import Network
from resnet_atlas.network.options import USUAL_WIDTH
from resnet_atlas.network.spec import ResNetSpec


def construction(network: Network) -> tuple[list[str], list[str]]:
    """An import, and the line that makes ``model``."""
    spec = network.spec
    given = [f"num_classes={spec.num_classes}"] if spec.num_classes != 1000 else []
    if spec.dilated_stages and len(spec.depths) == 4:
        dilates = [stage in spec.dilated_stages for stage in (2, 3, 4)]
        given.append(f"replace_stride_with_dilation={dilates}")
    name = torchvisions(spec)
    if name:
        return [f"from torchvision.models import {name}"], [f"model = {name}({', '.join(given)})"]
    if torchvision_builds(spec):
        block = "Bottleneck" if spec.block == "bottleneck" else "BasicBlock"
        options = [block, str(list(spec.depths)), *given]
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
        if {*spec.changes(own)} <= {"num_classes", "in_channels", "dilated_stages"}:
            return name
    return ""


def torchvision_builds(spec: ResNetSpec) -> bool:
    """Whether torchvision's class has all the options that it takes."""
    plain = ResNetSpec(
        spec.block,
        spec.depths,
        groups=spec.groups,
        width_per_group=spec.width_per_group,
        dilated_stages=spec.dilated_stages,
        in_channels=spec.in_channels,
        num_classes=spec.num_classes,
    )
    return len(spec.depths) == 4 and plain == spec
