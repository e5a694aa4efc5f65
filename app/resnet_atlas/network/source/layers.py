"""The imports of a source, its function ``conv``, and the layers that PyTorch lacks."""

from collections.abc import Iterator

from resnet_atlas.network.options import NORM_GROUPS
from resnet_atlas.network.spec import ResNetSpec

CONV = '''
def conv(inputs, outputs, kernel, stride=1{options}):
    """A convolution that keeps the size, or with a stride divides it, rounded up."""
    padding = {padding}
    return {kind}(inputs, outputs, kernel, stride, padding, {arguments}bias={bias})
'''

PAD_SAME = '''
def pad_same(x, span, stride, value=0.0):
    """Pad so that each axis gives ceil(n / stride) places, as TensorFlow does."""
    sides = [max((-(-n // stride) - 1) * stride + span - n, 0) for n in (x.shape[3], x.shape[2])]
    return F.pad(x, [part for n in sides for part in (n // 2, n - n // 2)], value=value)
'''

OWN_CONV = '''
class Conv2d(nn.Conv2d):
    """A convolution {words}."""

    def forward(self, x):
        weight = self.weight
{lines}
        options = self.stride, self.padding, self.dilation, self.groups
        return F.conv2d(x, weight, self.bias, *options)
'''

STANDARDIZE = """\
        flat = weight.reshape(1, self.out_channels, -1)  # mean 0 and variance 1
        flat = F.batch_norm(flat, None, None, training=True, momentum=0, eps=1e-6)
        weight = flat.reshape(weight.shape)"""

SAME = """\
        if self.kernel_size[0] > 1 and self.padding[0] == 0:
            span = self.dilation[0] * (self.kernel_size[0] - 1) + 1
            x = pad_same(x, span, self.stride[0])"""

SAME_POOL = '''
class SameMaxPool2d(nn.MaxPool2d):
    """A max pooling that pads as TensorFlow does."""

    def forward(self, x):
        return super().forward(pad_same(x, self.kernel_size, self.stride, float("-inf")))
'''

BLUR = '''
class BlurPool2d(nn.Module):
    """A blur that keeps one place per stride (arXiv:1904.11486)."""

    def __init__(self, stride):
        super().__init__()
        self.stride = stride

    def forward(self, x):
        for axis, sides in ((3, (1, 1, 0, 0)), (2, (0, 0, 1, 1))):
            x = F.pad(x, sides, mode="reflect" if x.shape[axis] > 1 else "replicate")
        row = torch.tensor([1.0, 2.0, 1.0], device=x.device, dtype=x.dtype) / 4
        weight = (row[:, None] * row).expand(x.shape[1], 1, 3, 3)
        return F.conv2d(x, weight, stride=self.stride, groups=x.shape[1])
'''

SQUEEZE = '''
class SqueezeExcitation(nn.Module):
    """Scales each channel by a factor computed from the whole map (arXiv:1709.01507)."""

    def __init__(self, channels):
        super().__init__()
        squeezed = {squeezed}
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc1 = nn.Conv2d(channels, squeezed, 1)
        self.relu = nn.ReLU(inplace=True)
        self.fc2 = nn.Conv2d(squeezed, channels, 1)
        self.sigmoid = nn.Sigmoid()

    def forward(self, x):
        return x * self.sigmoid(self.fc2(self.relu(self.fc1(self.avgpool(x)))))
'''

ECA = '''
class EfficientChannelAttention(nn.Module):
    """Scales each channel by a factor computed from its neighbours (arXiv:1910.03151)."""

    def __init__(self, channels):
        super().__init__()
        near = int((math.log2(channels) + 1) / 2)
        kernel = max(near if near % 2 else near + 1, 3)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.conv = nn.Conv1d(1, 1, kernel, padding=kernel // 2, bias=False)
        self.sigmoid = nn.Sigmoid()

    def forward(self, x):
        row = self.avgpool(x).flatten(2).transpose(1, 2)
        return x * self.sigmoid(self.conv(row).transpose(1, 2).unsqueeze(3))
'''


def dilates(spec: ResNetSpec) -> bool:
    """Whether a conv may have a dilation."""
    return bool(spec.dilated_stages or spec.multi_grid)


def own_conv(spec: ResNetSpec) -> bool:
    """Whether the convs are of a class that PyTorch lacks."""
    return spec.padding != "symmetric" or spec.norm == "group_ws"


def norm(spec: ResNetSpec, channels: object) -> str:
    """The norm of a map, whose channels are a number or a name."""
    if spec.norm == "batch":
        return f"nn.BatchNorm2d({channels})"
    if spec.norm == "frozen":
        return f"FrozenBatchNorm2d({channels})"
    return f"nn.GroupNorm({NORM_GROUPS}, {channels})"


def head(spec: ResNetSpec) -> str:
    """The imports."""
    lines = ["import math", ""] if spec.eca else []
    lines.append("import torch")
    if own_conv(spec) or spec.antialias or spec.pool == "same":
        lines.append("import torch.nn.functional as F")
    lines.append("from torch import nn")
    if spec.norm == "frozen":
        lines.append("from torchvision.ops import FrozenBatchNorm2d")
    return "\n".join(lines)


def layers(spec: ResNetSpec) -> Iterator[str]:
    """The classes and functions of layers that this network has."""
    if spec.padding != "symmetric" or spec.pool == "same":
        yield PAD_SAME
    if own_conv(spec):
        lines = [STANDARDIZE] * (spec.norm == "group_ws") + [SAME] * (spec.padding != "symmetric")
        words = ["of standardized weights"] * (spec.norm == "group_ws")
        words += ["that pads as TensorFlow does"] * (spec.padding != "symmetric")
        yield OWN_CONV.format(words=" ".join(words), lines="\n".join(lines))
    yield conv(spec)
    if spec.pool == "same":
        yield SAME_POOL
    if spec.antialias:
        yield BLUR
    if spec.squeeze:
        step, reduction = spec.squeeze_divisor, spec.squeeze
        squeezed = f"max(1, channels // {reduction})"
        if step > 1:
            squeezed = f"max({step}, int(channels / {reduction} + {step / 2:g}) // {step} * {step})"
        yield SQUEEZE.format(squeezed=squeezed)
    if spec.eca:
        yield ECA


def conv(spec: ResNetSpec) -> str:
    """The function that makes a convolution, with the options that are used."""
    dilation, groups = dilates(spec), spec.groups > 1
    some = spec.bias in ("1x1", "stem") or (spec.bias == "unnormed" and spec.preactivation)
    padding = "dilation * (kernel // 2)" if dilation else "kernel // 2"
    if spec.padding != "symmetric":
        padding += " if stride == 1 else 0  # Conv2d pads itself"
    options = ", dilation=1" * dilation + ", groups=1" * groups + ", bias=False" * some
    return CONV.format(
        options=options,
        padding=padding,
        kind="Conv2d" if own_conv(spec) else "nn.Conv2d",
        arguments="dilation, " * dilation + "groups=groups, " * groups,
        bias="bias" if some else spec.bias == "all",
    )
