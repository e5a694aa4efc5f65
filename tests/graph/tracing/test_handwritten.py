"""Networks that were written by hand: every shape at every size is PyTorch's, every refusal too."""

import pytest
import torch
from resnet_atlas.errors import BadInput
from resnet_atlas.facts.facts import Facts
from resnet_atlas.graph.accepts import accepts
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.graph.tracing.verify import differences, run
from resnet_atlas.network.size import Size
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from tests.depth import FULL
from tests.handwritten import MODULES

SIDES = range(1, 71) if FULL else (*range(1, 18), 32, 36, 63)
SIZES = [Size(side, side) for side in SIDES] + [Size(14, 97), Size(96, 64), Size(225, 320)]

ONE_WAY = ("squeeze by window", "branch")
"""Those whose ``forward`` does something else at some sizes, at which the graph says so."""


@pytest.mark.parametrize("name", MODULES)
def test_every_shape_and_every_refusal_is_pytorchs(name):
    module = MODULES[name]().eval().to("meta")
    graph = trace(module)
    taken = accepts(graph)
    for size in SIZES:
        try:
            run(module, (2, 3, size.height, size.width))
        except (RuntimeError, ValueError):
            with pytest.raises(BadInput):
                graph.shapes(size, 2)
            assert size not in taken
            continue
        if name in ONE_WAY and not all(guard.passes(sizes_of(size)) for guard in graph.guards):
            with pytest.raises(BadInput, match="takes another way"):
                graph.shapes(size, 2)
            continue
        assert differences(module, graph, size, 2) == [], size
        assert size in taken


def sizes_of(size: Size) -> dict[str, int]:
    return {"N": 2, "H": size.height, "W": size.width}


@pytest.mark.parametrize("name", MODULES)
def test_every_shape_is_proven_and_every_weight_counted(name):
    module = MODULES[name]()
    graph = trace(module)
    certain = {op.output.certainty for op in graph.ops} == {"proven"}
    assert certain == (name != "squeeze by window")  # as high as wide: that it is asked for a size
    size = next(Size(side, side) for side in (64, 14, 8) if Size(side, side) in accepts(graph))
    total = Facts(graph, size).total
    assert total.parameters == sum(weight.numel() for weight in module.parameters())
    counter = FlopCounterMode(display=False)
    with counter, torch.no_grad():
        module.eval().to("meta")(torch.empty(1, 3, size.height, size.width, device="meta"))
    counts = counter.get_flop_counts()["Global"]
    products = ("aten.convolution", "aten.addmm")
    assert 2 * total.macs == sum(counts.get(op, 0) for op in counts if str(op) in products)


@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        ("unet", "H and W: multiples of 4"),
        ("unet padded", "H and W: 4 or more"),
        ("hourglass", "H and W: multiples of 2"),
        ("flat by view", "H and W: 14 to 15, or others together"),
        ("shuffle", "H and W: any size"),
    ],
)
def test_what_a_network_takes_is_said(name, sizes):
    assert str(accepts(trace(MODULES[name]()))) == sizes


def test_a_module_of_ones_own_is_not_changed():
    module = MODULES["cifar"]().train()
    before = {name: value.clone() for name, value in module.state_dict().items()}
    trace(module)
    assert all(part.training for part in module.modules())
    assert all(value.equal(before[name]) for name, value in module.state_dict().items())


class ToDepth(nn.Module):
    """Pixels become channels: the sides have to be multiples of 4, both in one condition."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(48, 8, 3)

    def forward(self, x):
        b, c, h, w = x.shape
        x = x.view(b, c, h // 4, 4, w // 4, 4).permute(0, 3, 5, 1, 2, 4)
        return self.conv(x.reshape(b, 16 * c, h // 4, w // 4))


def test_a_condition_on_both_sides_is_solved_by_ratios():
    graph = trace(ToDepth())
    assert graph.ops[0].output.channels == 3
    assert str(accepts(graph)) == "H and W: multiples of 4 from 12 on"
    assert graph.shapes(Size(64, 32))[-1] == (1, 8, 14, 6)
