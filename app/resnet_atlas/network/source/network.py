"""The class of the whole network, every number in its place."""

from collections.abc import Iterator
from itertools import groupby
from textwrap import indent

from resnet_atlas.network.plan import BlockPlan, blocks_of
from resnet_atlas.network.size import Size
from resnet_atlas.network.source.block import activates_identity, lists_blocks
from resnet_atlas.network.source.layers import dilates, norm, own_conv
from resnet_atlas.network.spec import ResNetSpec

NETWORK = """
class ResNet(nn.Module):
    def __init__(self):
        super().__init__()
{layers}

    def forward(self, x):
{forward}


if __name__ == "__main__":
    model = ResNet().eval()
    with torch.no_grad():
        print(model(torch.zeros(1, {channels}, {height}, {width})).shape)
"""


def network(spec: ResNetSpec, size: Size) -> str:
    """The whole."""
    layers = [*stem(spec), *pool(spec), *stages(spec)]
    last = spec.stage_widths[-1] * spec.expansion
    if spec.preactivation:
        layers.append(f"self.bn1 = {norm(spec, last)}")
    layers.append("self.avgpool = nn.AdaptiveAvgPool2d(1)")
    layers.append(f"self.fc = nn.Linear({last}, {spec.num_classes})")
    first = "self.conv1(x)" if spec.preactivation else "self.relu(self.bn1(self.conv1(x)))"
    forward = [f"x = {first}" if spec.pool == "none" else f"x = self.maxpool({first})"]
    forward += [f"x = self.layer{number}(x)" for number in range(1, len(spec.depths) + 1)]
    if spec.preactivation:
        forward.append("x = self.relu(self.bn1(x))")
    forward.append("return self.fc(torch.flatten(self.avgpool(x), 1))")
    return NETWORK.format(
        layers=indent("\n".join(layers), " " * 8),
        forward=indent("\n".join(forward), " " * 8),
        channels=spec.in_channels,
        height=size.height,
        width=size.width,
    )


def stem(spec: ResNetSpec) -> Iterator[str]:
    """The convs before the stages."""
    kernel, deep = spec.stem_kernel, len(spec.stem_widths) > 1
    channels, stride = spec.in_channels, spec.conv_stride
    made = []
    for number, width in enumerate(spec.stem_widths, 1):
        last = number == len(spec.stem_widths)
        unnormed = spec.bias == "unnormed" and spec.preactivation and last
        some = unnormed or spec.bias == "stem"
        if spec.padding == "same_in_blocks" and stride > 1:  # conv() would pad as the blocks do
            kind = "Conv2d" if own_conv(spec) else "nn.Conv2d"
            bias = some or spec.bias == "all"
            options = f"{kernel}, {stride}, {kernel // 2}, bias={bias}"
            made.append(f"{kind}({channels}, {width}, {options})")
        else:
            options = (f", {stride}" if stride > 1 else "") + ", bias=True" * some
            made.append(f"conv({channels}, {width}, {kernel}{options})")
        if not last:
            made += [norm(spec, width), "nn.ReLU(inplace=True)"]
        channels, stride = width, 1
    if deep:
        yield "self.conv1 = nn.Sequential("
        yield from (f"    {line}," for line in made)
        yield ")"
    else:
        yield f"self.conv1 = {made[0]}"
    if not spec.preactivation:
        yield f"self.bn1 = {norm(spec, spec.base_width)}"
    yield "self.relu = nn.ReLU(inplace=True)"


def pool(spec: ResNetSpec) -> Iterator[str]:
    """What is between the stem's convs and the stages."""
    width = spec.base_width
    if spec.pool == "conv":
        yield "self.maxpool = nn.Sequential("
        yield f"    conv({width}, {width}, 3, 2),"
        yield f"    {norm(spec, width)},"
        yield "    nn.ReLU(inplace=True),"
        yield ")"
    elif spec.pool == "padded" and spec.antialias:
        yield "self.maxpool = nn.Sequential(nn.MaxPool2d(3, 1, padding=1), BlurPool2d(2))"
    elif spec.pool != "none":
        kinds = {
            "padded": "nn.MaxPool2d(3, 2, padding=1)",
            "ceil": "nn.MaxPool2d(3, 2, ceil_mode=True)",
            "same": "SameMaxPool2d(3, 2)",
        }
        yield f"self.maxpool = {kinds[spec.pool]}"


def stages(spec: ResNetSpec) -> Iterator[str]:
    """One line a stage."""
    for number, group in groupby(blocks_of(spec), lambda block: block.stage):
        blocks = list(group)
        first, last = blocks[0], blocks[-1]
        if lists_blocks(spec):
            options = runs([block.stride for block in blocks])
            if dilates(spec):
                options += f", {runs([dilation(spec, block) for block in blocks])}"
        else:
            options = f"{len(blocks)}" + (f", stride={first.stride}" if first.stride > 1 else "")
            both = first.first_dilation, last.dilation
            options += f", dilation={both}" if max(both) > 1 else ""
        options += ", start=True" * (number == 1 and activates_identity(spec))
        yield f"self.layer{number} = stage({first.inputs}, {first.width}, {options})"


def dilation(spec: ResNetSpec, block: BlockPlan) -> object:
    """The dilation of a block; of a basic block, that of both its convs."""
    both = block.first_dilation, block.dilation
    return both if spec.block == "basic" else both[0]


def runs(values: list[object] | list[int]) -> str:
    """A list as Python writes it, long runs of one value shortened.

    >>> runs([2, 1, 1, 1, 1]), runs([1, 1])
    ('[2] + [1] * 4', '[1, 1]')
    """
    if len(values) <= 3:
        return str(values)
    counted = [(value, len([*same])) for value, same in groupby(values)]
    return " + ".join(
        f"[{value}] * {count}" if count > 1 else f"[{value}]" for value, count in counted
    )
