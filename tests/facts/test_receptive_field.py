"""The receptive field of networks that grow maps again: what a gradient reaches."""

import pytest
import torch
from resnet_atlas.facts.receptive_field import receptive_fields
from resnet_atlas.graph.tracing.trace import trace
from torch import nn

CONV = {"padding": 1, "bias": False}


def network(*parts):
    return nn.Sequential(*(part() for part in parts))


def conv(kernel=3, stride=1):
    return lambda: nn.Conv2d(1, 1, kernel, stride, kernel // 2, bias=False)


def grown(kernel, stride, padding=0):
    return lambda: nn.ConvTranspose2d(1, 1, kernel, stride, padding, bias=False)


def up(mode, factor=2):
    return lambda: nn.Upsample(scale_factor=factor, mode=mode)


def pool(kernel=2):
    return lambda: nn.AvgPool2d(kernel)


NETWORKS = {
    "transposed 2": (pool(), conv(), grown(2, 2)),
    "transposed 4": (pool(), conv(), grown(4, 2, 1)),
    "transposed 3": (conv(), pool(), grown(3, 2, 1), conv()),
    "transposed 1": (pool(), grown(1, 2), conv()),
    "then 2 by 2": (pool(), grown(2, 2), conv(2)),
    "then convs": (pool(), conv(), grown(2, 2), conv(), conv()),
    "nearest": (pool(), conv(), up("nearest"), conv()),
    "bilinear": (pool(), conv(), up("bilinear"), conv()),
    "twice": (pool(), pool(), conv(), grown(2, 2), conv(), grown(2, 2), conv(5)),
    "four at once": (pool(4), conv(), up("nearest", 4), conv(), conv()),
    "down again": (pool(), grown(2, 2), conv(3, 2), conv()),
}


def reached(module, side):
    """How many rows the gradient of an element spans, at most, of those in the middle."""
    module = module.double().requires_grad_(False)
    for layer in module.modules():
        if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
            nn.init.constant_(layer.weight, 1.0)
    x = torch.ones(1, 1, side, side, dtype=torch.double, requires_grad=True)
    rows = module(x)[0, 0, :, 0]
    middle = len(rows) // 2
    spans = []
    for row in rows[middle - 8 : middle + 8]:
        (gradient,) = torch.autograd.grad(row, x, retain_graph=True)
        places = gradient.sum((0, 1, 3)).nonzero()
        if len(places):
            spans.append(int(places.max() - places.min()) + 1)
    return max(spans)


@pytest.mark.parametrize("name", NETWORKS)
def test_it_is_what_a_gradient_reaches(name):
    module = network(*NETWORKS[name])
    graph = trace(module)
    field = receptive_fields(graph)[graph.ops[-1].id]
    assert field == (reached(module, 128),) * 2


class Then(nn.Module):
    """A convolution, and what is done with its map."""

    def __init__(self, then):
        super().__init__()
        self.conv, self.then = nn.Conv2d(3, 4, 3, padding=1), then
        self.fc = nn.Linear(4 * 8 * 8, 5)

    def forward(self, x):
        return self.then(self.conv(x), self)


@pytest.mark.parametrize(
    ("then", "field"),
    [
        (lambda h, _: torch.flatten(h, 1), (3, 3)),
        (lambda h, own: own.fc(torch.flatten(h, 1)), None),
        (lambda h, _: h.mean((2, 3)), None),
        (lambda h, _: h.mean(1, keepdim=True), (3, 3)),
        (lambda h, _: torch.fft.rfft2(h).abs(), None),
        (lambda h, _: h.flatten(2) @ h.flatten(2).transpose(1, 2), None),
        (lambda h, _: h.roll(3, 2), None),
    ],
)
def test_what_looks_at_all_positions_sees_the_whole_input(then, field):
    graph = trace(Then(then))
    assert receptive_fields(graph)[graph.ops[-1].id] == field
