"""``ResNetSpec`` → PyTorch source that builds exactly this network, without unused parts.

Module paths and ``state_dict`` keys are those of ``model.py``, so weights go from one to the other.
"""

from collections.abc import Iterator
from itertools import pairwise
from textwrap import indent

from resnet_atlas.network.size import Size
from resnet_atlas.network.spec import USUAL_WIDTH, ResNetSpec

HEAD = '''
import torch
from torch import nn


def conv(inputs, outputs, kernel, stride=1{options}):
    """A convolution that keeps the size, or with a stride divides it, rounded up."""
    padding = {padding}
    return nn.Conv2d(inputs, outputs, kernel, stride, padding, {arguments}bias=False)
'''

SQUEEZE = '''
class SqueezeExcitation(nn.Module):
    """Scales each channel by a factor computed from the whole map (arXiv:1709.01507)."""

    def __init__(self, channels):
        super().__init__()
        squeezed = max(1, channels // {reduction})
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc1 = nn.Conv2d(channels, squeezed, 1)
        self.relu = nn.ReLU(inplace=True)
        self.fc2 = nn.Conv2d(squeezed, channels, 1)
        self.sigmoid = nn.Sigmoid()

    def forward(self, x):
        return x * self.sigmoid(self.fc2(self.relu(self.fc1(self.avgpool(x)))))
'''

SHORTCUT = {
    "projection": """
self.downsample = nn.Sequential(
    {conv},
)
""",
    "pooled": """
pool = nn.AvgPool2d(stride, stride, ceil_mode=True, count_include_pad=False)
self.downsample = nn.Sequential(
    pool if stride != 1 else nn.Identity(),
    {conv},
)
""",
    "padded": """
layers = [nn.MaxPool2d(1, stride)] if stride != 1 else []  # one place in every stride
if inputs != outputs:
    layers.append(nn.ZeroPad3d((0, 0, 0, 0, 0, outputs - inputs)))
self.downsample = nn.Sequential(*layers)
""",
}

BLOCK = '''
class {name}(nn.Module):
    """{words}, and a shortcut."""

    def __init__(self, inputs, width, stride=1{dilation}{start}):
        super().__init__()
        outputs = {outputs}
{layers}
        self.relu = nn.ReLU(inplace=True)
{squeeze}        self.downsample = None
        if stride != 1 or inputs != outputs:  # the two tensors to add would differ in shape
{shortcut}

    def forward(self, x):
{forward}


def stage(inputs, width, blocks, stride=1{dilations}{start}):
    """The first block strides and changes the channels, the others keep the shape."""
    first = {name}(inputs, width, stride{first}{starts})
    others = [{name}({outputs}, width{other}) for _ in range(blocks - 1)]
    return nn.Sequential(first, *others)
'''

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


def source(spec: ResNetSpec, title: str, size: Size) -> str:
    """A Python module with a class ``ResNet``; run as a script, it tries an input of ``size``."""
    parts = [f'"""{title}."""', head(spec), block(spec), network(spec, size)]
    if spec.squeeze:
        parts.insert(2, SQUEEZE.format(reduction=spec.squeeze))
    return "\n\n".join(part.strip("\n") + "\n" for part in parts).replace('."""\n\n\n', '."""\n\n')


def head(spec: ResNetSpec) -> str:
    """The imports, and the convolution with the options that are used."""
    dilation = ", dilation=1" if spec.dilated_stages else ""
    groups = ", groups=1" if spec.groups > 1 else ""
    return HEAD.format(
        options=dilation + groups,
        padding="dilation * (kernel // 2)" if dilation else "kernel // 2",
        arguments=("dilation, " if dilation else "") + ("groups=groups, " if groups else ""),
    )


def block(spec: ResNetSpec) -> str:
    """The block's class, and the function that puts blocks in a row."""
    dilates = bool(spec.dilated_stages)
    outputs = "width" if spec.expansion == 1 else f"width * {spec.expansion}"
    convs = list(convs_of(spec))
    layers = ["self.start = start"] if activates_identity(spec) else []
    if spec.block == "bottleneck" and (spec.width_per_group, spec.groups) != (USUAL_WIDTH, 1):
        layers.append(f"inner = width * {spec.width_per_group} // {USUAL_WIDTH} * {spec.groups}")
    for number, (before, after, options) in enumerate(convs, 1):
        layers.append(f"self.conv{number} = conv({before}, {after}, {options})")
        norm = before if spec.preactivation else after
        layers.append(f"self.bn{number} = nn.BatchNorm2d({norm})")
    made = "conv(inputs, outputs, 1{stride})" + ("" if spec.preactivation else ",\n    {norm}")
    made = made.format(
        stride="" if spec.shortcut == "pooled" else ", stride", norm="nn.BatchNorm2d(outputs)"
    )
    return BLOCK.format(
        name={"basic": "BasicBlock", "bottleneck": "Bottleneck"}[spec.block],
        words={"basic": "Two 3×3 convs", "bottleneck": "1×1, 3×3 and 1×1 convs"}[spec.block],
        outputs=outputs,
        layers=indent("\n".join(layers), " " * 8),
        squeeze="        self.se = SqueezeExcitation(outputs)\n" if spec.squeeze else "",
        shortcut=indent(SHORTCUT[spec.shortcut].strip("\n").format(conv=made), " " * 12),
        forward=indent("\n".join(steps(spec, len(convs))), " " * 8),
        dilation=", dilation=1" if dilates else "",
        start=", start=False" if activates_identity(spec) else "",
        starts=", start=start" if activates_identity(spec) else "",
        dilations=", dilation=(1, 1)" if dilates else "",
        first=", dilation[0]" if dilates else "",
        other=", dilation=dilation[1]" if dilates else "",
    )


def convs_of(spec: ResNetSpec) -> Iterator[tuple[str, str, str]]:
    """The inputs, outputs and options of each conv of the residual branch."""
    if spec.block == "basic":
        yield "inputs", "width", "3, stride"
        yield "width", "width", "3"
        return
    plain = (spec.width_per_group, spec.groups) == (USUAL_WIDTH, 1)
    inner = "width" if plain else "inner"
    yield "inputs", inner, "1, stride" if spec.stride_in_1x1 else "1"
    options = "3" if spec.stride_in_1x1 else "3, stride"
    options += ", dilation=dilation" if spec.dilated_stages else ""
    options += f", groups={spec.groups}" if spec.groups > 1 else ""
    yield inner, inner, options
    yield inner, "outputs", "1"


def steps(spec: ResNetSpec, convs: int) -> Iterator[str]:
    """The lines of a block's ``forward``."""
    shortcut = "shortcut = x if self.downsample is None else self.downsample({})"
    for number in range(1, convs + 1):
        before = "x" if number == 1 else "out"
        if not spec.preactivation:
            yield f"out = self.conv{number}({before})"
            normed = f"self.bn{number}(out)"
            yield f"out = self.relu({normed})" if number < convs else f"out = {normed}"
        elif number == 1:
            yield "first = self.relu(self.bn1(x))"
            yield "out = self.conv1(first)"
        else:
            yield f"out = self.relu(self.bn{number}(out))"
            yield f"out = self.conv{number}(out)"
    if spec.squeeze:
        yield "out = self.se(out)"
    if activates_identity(spec):
        yield "x = first if self.start else x"
    yield shortcut.format("first" if spec.preactivation else "x")
    yield "return out + shortcut" if spec.preactivation else "return self.relu(out + shortcut)"


def activates_identity(spec: ResNetSpec) -> bool:
    """Whether the first block's shortcut is an identity that starts after the first activation."""
    return spec.preactivation and spec.base_width == spec.stage_widths[0] * spec.expansion


def network(spec: ResNetSpec, size: Size) -> str:
    """The whole, every number in its place."""
    layers = [*stem(spec), *stages(spec)]
    last = spec.stage_widths[-1] * spec.expansion
    pools = spec.stem != "3x3"
    if spec.preactivation:
        layers.append(f"self.bn1 = nn.BatchNorm2d({last})")
    layers.append("self.avgpool = nn.AdaptiveAvgPool2d(1)")
    layers.append(f"self.fc = nn.Linear({last}, {spec.num_classes})")
    first = "self.conv1(x)" if spec.preactivation else "self.relu(self.bn1(self.conv1(x)))"
    forward = [f"x = self.maxpool({first})" if pools else f"x = {first}"]
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
    """The layers before the stages."""
    width, half = spec.base_width, max(1, spec.base_width // 2)
    if spec.stem == "deep":
        yield "self.conv1 = nn.Sequential("
        for before, after, stride in ((spec.in_channels, half, ", 2"), (half, half, "")):
            yield f"    conv({before}, {after}, 3{stride}),"
            yield f"    nn.BatchNorm2d({after}),"
            yield "    nn.ReLU(inplace=True),"
        yield f"    conv({half}, {width}, 3),"
        yield ")"
    else:
        window = {"7x7": "7, 2", "3x3": "3"}[spec.stem]
        yield f"self.conv1 = conv({spec.in_channels}, {width}, {window})"
    if not spec.preactivation:
        yield f"self.bn1 = nn.BatchNorm2d({width})"
    yield "self.relu = nn.ReLU(inplace=True)"
    if spec.stem != "3x3":
        yield "self.maxpool = nn.MaxPool2d(3, 2, padding=1)"


def stages(spec: ResNetSpec) -> Iterator[str]:
    """One line a stage."""
    channels = [spec.base_width, *(width * spec.expansion for width in spec.stage_widths)]
    dilation = 1
    rows = zip(pairwise(channels), spec.stage_widths, spec.depths, strict=True)
    for number, ((inputs, _), width, blocks) in enumerate(rows, 1):
        dilated = number in spec.dilated_stages
        before, dilation = dilation, dilation * 2 if dilated else dilation
        options = "" if number == 1 or dilated else ", stride=2"
        options += f", dilation=({before}, {dilation})" if dilation > 1 else ""
        options += ", start=True" if number == 1 and activates_identity(spec) else ""
        yield f"self.layer{number} = stage({inputs}, {width}, {blocks}{options})"
