"""The class of a block, and the function that puts blocks in a row."""

from collections.abc import Iterator
from textwrap import indent

from resnet_atlas.network.options import USUAL_WIDTH
from resnet_atlas.network.plan import blocks_of
from resnet_atlas.network.source.layers import dilates, norm
from resnet_atlas.network.spec import ResNetSpec

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
    """{words}."""

    def __init__(self, inputs, width, stride=1{dilation}{start}):
        super().__init__()
        outputs = {outputs}
{layers}

    def forward(self, x):
{forward}
'''

STAGE = '''
def stage(inputs, width, blocks, stride=1{dilations}{start}):
    """The first block strides and changes the channels, the others keep the shape."""
    first = {name}(inputs, width, stride{first}{starts})
    others = [{name}({outputs}, width{other}) for _ in range(blocks - 1)]
    return nn.Sequential(first, *others)
'''

LISTED_STAGE = '''
def stage(inputs, width, strides{dilations}{start}):
    """A block for every stride; the first changes the channels."""
    blocks = []
    for {each} in {rows}:
        blocks.append({name}(inputs, width, stride{given}{starts}))
        inputs = {outputs}
    return nn.Sequential(*blocks)
'''


def lists_blocks(spec: ResNetSpec) -> bool:
    """Whether the blocks of a stage differ in more than the first one."""
    return bool(spec.stride_at == "last" or spec.multi_grid)


def activates_identity(spec: ResNetSpec) -> bool:
    """Whether the first block's shortcut is an identity that starts after the first activation."""
    first = next(blocks_of(spec))
    return spec.preactivation and spec.shortcut != "none" and not first.changes_shape


def block(spec: ResNetSpec) -> str:
    """The block's class, and the function that puts blocks in a row."""
    start = activates_identity(spec)
    names = {
        "name": {"basic": "BasicBlock", "bottleneck": "Bottleneck"}[spec.block],
        "outputs": "width" if spec.expansion == 1 else f"width * {spec.expansion}",
        "start": ", start=False" * start,
    }
    words = {"basic": "Two 3×3 convs", "bottleneck": "1×1, 3×3 and 1×1 convs"}[spec.block]
    both = spec.block == "basic"
    made = BLOCK.format(
        **names,
        words=words + ("" if spec.shortcut == "none" else ", and a shortcut"),
        layers=indent("\n".join(parts(spec)), " " * 8),
        forward=indent("\n".join(steps(spec)), " " * 8),
        dilation=(", dilation=(1, 1)" if both else ", dilation=1") * dilates(spec),
    )
    if lists_blocks(spec):
        row = LISTED_STAGE.format(
            **names,
            dilations=", dilations" * dilates(spec),
            each="stride, dilation" if dilates(spec) else "stride",
            rows="zip(strides, dilations)" if dilates(spec) else "strides",
            given=", dilation" * dilates(spec),
            starts=", start=start and not blocks" * start,
        )
    else:
        row = STAGE.format(
            **names,
            dilations=", dilation=(1, 1)" * dilates(spec),
            first=(", dilation" if both else ", dilation[0]") * dilates(spec),
            other=(", dilation=(dilation[1], dilation[1])" if both else ", dilation=dilation[1]")
            * dilates(spec),
            starts=", start=start" * start,
        )
    return made.strip("\n") + "\n\n\n" + row.strip("\n")


def parts(spec: ResNetSpec) -> Iterator[str]:
    """The lines that make a block's layers."""
    if activates_identity(spec):
        yield "self.start = start"
    if spec.block == "bottleneck" and (spec.width_per_group, spec.groups) != (USUAL_WIDTH, 1):
        yield f"inner = width * {spec.width_per_group} // {USUAL_WIDTH} * {spec.groups}"
    for number, (before, after, options) in enumerate(convs_of(spec), 1):
        yield f"self.conv{number} = conv({before}, {after}, {options})"
        yield f"self.bn{number} = {norm(spec, before if spec.preactivation else after)}"
        if number == blurred(spec):
            yield "self.aa = BlurPool2d(stride) if stride != 1 else nn.Identity()"
    yield "self.relu = nn.ReLU(inplace=True)"
    if spec.squeeze:
        yield "self.se = SqueezeExcitation(outputs)"
    if spec.eca:
        yield "self.se = EfficientChannelAttention(outputs)"
    if spec.shortcut != "none":
        yield from shortcut(spec)


def shortcut(spec: ResNetSpec) -> Iterator[str]:
    """The lines that make a block's shortcut."""
    options = "" if spec.shortcut == "pooled" else ", stride"
    options += ", bias=True" * (spec.bias == "unnormed" and spec.preactivation)
    made = f"conv(inputs, outputs, 1{options})"
    if not spec.preactivation:
        made += f",\n    {norm(spec, 'outputs')}"
    if spec.stride_at == "last" and spec.preactivation:
        yield "self.projects = inputs != outputs"
    yield "self.downsample = None"
    if spec.stride_at == "last":
        yield "if stride != 1 and inputs == outputs:"
        yield "    self.downsample = nn.Sequential(nn.MaxPool2d(1, stride))  # one a stride"
        yield "elif inputs != outputs:  # the two tensors to add would differ in shape"
    else:
        yield "if stride != 1 or inputs != outputs:  # the two tensors to add would differ in shape"
    yield indent(SHORTCUT[spec.shortcut].strip("\n").format(conv=made), " " * 4)


def blurred(spec: ResNetSpec) -> int:
    """The number of the conv behind which a blur strides in its place; 0 for none."""
    if not spec.antialias:
        return 0
    return 1 if spec.block == "basic" or spec.stride_in_1x1 else 2


def convs_of(spec: ResNetSpec) -> Iterator[tuple[str, str, str]]:
    """The inputs, outputs and options of each conv of the residual branch."""
    stride = ", stride" if not spec.antialias else ""
    last = ", bias=True" * (spec.bias == "unnormed" and spec.preactivation)
    if spec.block == "basic":
        one, two = (f", dilation=dilation[{place}]" * dilates(spec) for place in (0, 1))
        yield "inputs", "width", f"3{stride}{one}"
        yield "width", "width", f"3{two}{last}"
        return
    plain = (spec.width_per_group, spec.groups) == (USUAL_WIDTH, 1)
    inner = "width" if plain else "inner"
    small = ", bias=True" * (spec.bias == "1x1")
    in_1x1, in_3x3 = (stride, "") if spec.stride_in_1x1 else ("", stride)
    yield "inputs", inner, f"1{in_1x1}{small}"
    options = ", dilation=dilation" * dilates(spec)
    options += f", groups={spec.groups}" if spec.groups > 1 else ""
    yield inner, inner, f"3{in_3x3}{options}"
    yield inner, "outputs", f"1{small or last}"


def steps(spec: ResNetSpec) -> Iterator[str]:
    """The lines of a block's ``forward``."""
    convs, blur = spec.convs_per_block, blurred(spec)
    for number in range(1, convs + 1):
        before = "x" if number == 1 else "out"
        if not spec.preactivation:
            yield f"out = self.conv{number}({before})"
            active = f"self.relu(self.bn{number}(out))"
            active = f"self.aa({active})" if number == blur else active
            yield f"out = {active}" if number < convs else f"out = self.bn{number}(out)"
            continue
        conv = f"self.conv{number}({{}})"
        conv = f"self.aa({conv})" if number == blur else conv
        if number == 1:
            yield "first = self.relu(self.bn1(x))"
            yield f"out = {conv.format('first')}"
        else:
            yield f"out = self.relu(self.bn{number}(out))"
            yield f"out = {conv.format('out')}"
    if spec.squeeze or spec.eca:
        yield "out = self.se(out)"
    if spec.shortcut == "none":
        yield "return out" if spec.preactivation else "return self.relu(out)"
        return
    if activates_identity(spec):
        yield "x = first if self.start else x"
    taken = "first" if spec.preactivation else "x"
    if spec.stride_at == "last" and spec.preactivation:
        taken = "first if self.projects else x"
    yield f"shortcut = x if self.downsample is None else self.downsample({taken})"
    yield "return out + shortcut" if spec.preactivation else "return self.relu(out + shortcut)"
