"""Networks as people write them by hand: with functions, methods and arithmetic on sizes."""

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812


def conv(inputs: int, outputs: int, kernel: int = 3, stride: int = 1) -> nn.Conv2d:
    """A convolution that keeps the size if its stride is 1."""
    return nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)


class Cifar(nn.Module):
    """A ResNet for CIFAR with functional calls and a fixed 4×4 pooling."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.bn1 = conv(3, 8), nn.BatchNorm2d(8)
        self.layer1 = nn.Sequential(CifarBlock(8, 8, 1), CifarBlock(8, 8, 1))
        self.layer2 = nn.Sequential(CifarBlock(8, 16, 2), CifarBlock(16, 16, 1))
        self.linear = nn.Linear(16, 10)

    def forward(self, x: Tensor) -> Tensor:
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.layer2(self.layer1(out))
        out = F.avg_pool2d(out, 4)
        return self.linear(out.view(out.size(0), -1))


class CifarBlock(nn.Module):
    """Two convolutions and a shortcut."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv1, self.bn1 = conv(inputs, outputs, stride=stride), nn.BatchNorm2d(outputs)
        self.conv2, self.bn2 = conv(outputs, outputs), nn.BatchNorm2d(outputs)
        self.shortcut = nn.Sequential()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride))

    def forward(self, x: Tensor) -> Tensor:
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out += self.shortcut(x)
        return F.relu(out)


class Squeeze(nn.Module):
    """Squeeze-and-excitation with views and an expansion."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.fc1, self.fc2 = conv(3, 8), nn.Linear(8, 2), nn.Linear(2, 8)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)
        b, c, _, _ = x.size()
        y = F.adaptive_avg_pool2d(x, 1).view(b, c)
        y = self.fc2(F.relu(self.fc1(y))).sigmoid().view(b, c, 1, 1)
        return x * y.expand_as(x)


class SqueezeByWindow(nn.Module):
    """Squeeze-and-excitation that pools over a window as large as the map."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.fc1, self.fc2 = conv(3, 8), nn.Conv2d(8, 2, 1), nn.Conv2d(2, 8, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)
        w = F.avg_pool2d(x, x.size(2)) if x.size(2) == x.size(3) else x.mean((2, 3), keepdim=True)
        return self.fc2(F.relu(self.fc1(w))).sigmoid() * x


class UNet(nn.Module):
    """A U-Net; ``padded`` brings maps to one size by a computed difference."""

    def __init__(self, padded: bool) -> None:
        super().__init__()
        self.padded = padded
        self.down1, self.down2, self.down3 = conv(3, 4), conv(4, 8), conv(8, 16)
        self.up1, self.up2 = nn.ConvTranspose2d(16, 8, 2, 2), nn.ConvTranspose2d(8, 4, 2, 2)
        self.conv1, self.conv2 = conv(16, 8), conv(8, 4)

    def join(self, x: Tensor, skip: Tensor) -> Tensor:
        if self.padded:
            dy, dx = skip.size()[2] - x.size()[2], skip.size()[3] - x.size()[3]
            x = F.pad(x, [dx // 2, dx - dx // 2, dy // 2, dy - dy // 2])
        return torch.cat([skip, x], dim=1)

    def forward(self, x: Tensor) -> Tensor:
        a = self.down1(x)
        b = self.down2(F.max_pool2d(a, 2))
        c = self.down3(F.max_pool2d(b, 2))
        x = self.conv1(self.join(self.up1(c), b))
        return self.conv2(self.join(self.up2(x), a))


class Hourglass(nn.Module):
    """Down and up again by interpolation, with additions across."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.down, self.deep = conv(3, 8), conv(8, 8), conv(8, 8)

    def forward(self, x: Tensor) -> Tensor:
        x = self.first(x)
        low = self.deep(self.down(F.max_pool2d(x, 2, 2)))
        up = F.interpolate(low, scale_factor=2)
        return x + up


class Pyramid(nn.Module):
    """A feature pyramid: each map is resized to the next larger one."""

    def __init__(self) -> None:
        super().__init__()
        self.c1, self.c2, self.c3 = conv(3, 8, stride=2), conv(8, 8, stride=2), conv(8, 8, stride=2)

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        a = self.c1(x)
        b = self.c2(a)
        c = self.c3(b)
        b = b + F.interpolate(c, size=b.size()[2:])
        return a + F.interpolate(b, size=(a.shape[2], a.shape[3]), mode="bilinear"), b, c


class Slices(nn.Module):
    """Two branches on slices of the channels."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.left, self.right = conv(3, 12), conv(4, 6), conv(8, 6)

    def forward(self, x: Tensor) -> Tensor:
        x = self.first(x)
        d = x.size(1) // 3
        return torch.cat((self.left(x[:, :d]), self.right(x[:, d:])), 1)


class Shuffle(nn.Module):
    """A channel shuffle after a split."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = conv(3, 8), conv(4, 4)

    def forward(self, x: Tensor) -> Tensor:
        left, right = self.first(x).chunk(2, dim=1)
        x = torch.cat([left, self.second(right)], 1)
        b, c, h, w = x.shape
        return x.view(b, 2, c // 2, h, w).transpose(1, 2).contiguous().view(b, -1, h, w)


class Inside(nn.Module):
    """Modules that are made inside ``forward``."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = conv(3, int(16 / 2), 5, 2)

    def forward(self, x: Tensor) -> Tensor:
        x = nn.ReLU()(self.conv(x))
        return nn.AvgPool2d(kernel_size=3, stride=2)(x)


class Branch(nn.Module):
    """A pooling for maps of more than one row alone."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.fc = conv(3, 8, stride=2), nn.Linear(8, 5)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)
        if x.size(2) > 1:
            x = F.adaptive_max_pool2d(x, (1, 1))
        return self.fc(x.mean(-1).squeeze(-1))


class Flat(nn.Module):
    """A classifier after a flattening without global pooling: it fits certain inputs."""

    def __init__(self, view: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.view = view
        self.conv, self.fc = nn.Conv2d(3, 4, 5), nn.Linear(4 * 5 * 5, 10)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc(self.view(F.max_pool2d(self.conv(x), 2)))


class Listed(nn.Module):
    """Blocks without names in a plain list of a ``ModuleList``, called in a loop."""

    def __init__(self) -> None:
        super().__init__()
        self.first = conv(3, 4)
        self.blocks = nn.ModuleList(conv(4 * (number + 1), 4) for number in range(3))

    def forward(self, x: Tensor) -> Tensor:
        maps = [self.first(x)]
        for block in self.blocks:
            maps.append(F.leaky_relu(block(torch.cat(maps, 1)), 0.1))
        return torch.cat(maps, dim=1)


class Last(nn.Module):
    """Channels last for a layer norm and linear layers, with a scale for each channel."""

    def __init__(self) -> None:
        super().__init__()
        self.dw = nn.Conv2d(8, 8, 7, padding=3, groups=8)
        self.first, self.norm = conv(3, 8, 4, 4), nn.LayerNorm(8)
        self.up, self.down = nn.Linear(8, 32), nn.Linear(32, 8)
        self.gamma = nn.Parameter(torch.ones(8))

    def forward(self, x: Tensor) -> Tensor:
        x = self.first(x)
        y = self.dw(x).permute(0, 2, 3, 1)
        y = self.gamma * self.down(F.gelu(self.up(self.norm(y))))
        return x + y.permute(0, 3, 1, 2)


class Ceiling(nn.Module):
    """Sizes by ``math.ceil``, and a slice to a computed size."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = conv(3, 8)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)
        h, w = math.ceil(x.size(2) / 2), math.ceil(x.size(3) / 2)
        return F.interpolate(x, size=(h, w)) + F.max_pool2d(x, 2, ceil_mode=True)


class Attention(nn.Module):
    """Non-local attention between all positions."""

    def __init__(self) -> None:
        super().__init__()
        self.first = conv(3, 8, stride=2)
        self.query, self.key, self.value = conv(8, 2, 1), conv(8, 2, 1), conv(8, 8, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.first(x)
        b, c, h, w = x.size()
        q = self.query(x).view(b, -1, h * w).permute(0, 2, 1)
        k = self.key(x).view(b, -1, h * w)
        v = self.value(x).view(b, -1, h * w)
        a = torch.bmm(q, k).softmax(dim=-1)
        return torch.bmm(v, a.transpose(1, 2)).view(b, c, h, w) + x


class Zeros(nn.Module):
    """Option A of the paper with zeros that are made and joined."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.conv = conv(3, 4), conv(4, 8, stride=2)

    def forward(self, x: Tensor) -> Tensor:
        x = self.first(x)
        short = x[:, :, ::2, ::2]
        zeros = torch.zeros(short.size(0), 4, short.size(2), short.size(3), device=short.device)
        return self.conv(x) + torch.cat([short, zeros], 1)


class Standardized(nn.Conv2d):
    """A convolution that standardizes its weight."""

    def forward(self, x: Tensor) -> Tensor:
        w = self.weight - self.weight.mean(dim=(1, 2, 3), keepdim=True)
        return F.conv2d(x, w / (w.std() + 1e-5), self.bias, self.stride, self.padding)


class Statements(nn.Module):
    """In-place functions as statements of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.a, self.b = conv(3, 8), conv(8, 8)

    def forward(self, x: Tensor) -> Tensor:
        x = self.a(x)
        F.relu(x, inplace=True)
        y = self.b(x)
        y.add_(x)
        y.clamp_(0, 6)
        return y


class Mixed(nn.Module):
    """A gate with hard-swish by hand, and a group norm."""

    def __init__(self) -> None:
        super().__init__()
        self.a, self.norm = conv(3, 8, stride=2), nn.GroupNorm(4, 8)

    def forward(self, x: Tensor) -> Tensor:
        x = self.norm(self.a(x))
        return x * F.relu6(x + 3) / 6


class Written(nn.Module):
    """Half of a map written into zeros, and a function that writes into what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.a, self.b = conv(3, 8, stride=2), conv(8, 8, stride=2)
        self.fc = nn.Linear(8, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = self.a(x)
        half = torch.zeros(x.shape, device=x.device)
        half[:, :4] = x[:, :4]
        x = self.b(half)
        gate = torch.empty_like(x)
        torch.sigmoid(x, out=gate)
        pooled = torch.empty(x.size(0), 8, device=x.device)
        pooled.copy_(gate.mean((2, 3)))
        return self.fc(pooled)


MODULES: dict[str, Callable[[], Any]] = {
    "written": Written,
    "cifar": Cifar,
    "squeeze": Squeeze,
    "squeeze by window": SqueezeByWindow,
    "unet": lambda: UNet(padded=False),
    "unet padded": lambda: UNet(padded=True),
    "hourglass": Hourglass,
    "pyramid": Pyramid,
    "slices": Slices,
    "shuffle": Shuffle,
    "inside": Inside,
    "branch": Branch,
    "flat by flatten": lambda: Flat(lambda x: torch.flatten(x, 1)),
    "flat by view": lambda: Flat(lambda x: x.view(x.size(0), -1)),
    "flat by sizes": lambda: Flat(
        lambda x: x.reshape(x.shape[0], x.size(1) * x.size(2) * x.size(3))
    ),
    "flat with the batch": lambda: Flat(lambda x: x.view(-1, 4 * 5 * 5)),
    "listed": Listed,
    "last": Last,
    "ceiling": Ceiling,
    "attention": Attention,
    "zeros": Zeros,
    "standardized": lambda: nn.Sequential(Standardized(3, 8, 3, 2, 1), nn.SiLU()),
    "statements": Statements,
    "mixed": Mixed,
}
