"""Parts that TorchScript has compiled: each is one op, as PyTorch runs it."""

import pytest
import torch
from resnet_atlas.errors import BadNetwork, UnsupportedOp
from resnet_atlas.facts.facts import Facts
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.graph.tracing.verify import differences
from resnet_atlas.network.loader import without_weights
from resnet_atlas.network.size import Size
from torch import Tensor, nn

pytestmark = pytest.mark.filterwarnings("ignore:.*torch.jit:DeprecationWarning")


def relu(x: Tensor) -> Tensor:
    """Not PyTorch's relu, but of that name."""
    return x[:, :, 1:]


class Net(nn.Module):
    """A compiled block, and a compiled function."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, 2, 1)
        self.block = torch.jit.script(nn.Sequential(nn.Conv2d(8, 4, 3, 2), nn.BatchNorm2d(4)))
        self.relu = torch.jit.script(relu)
        self.fc = nn.Linear(4, 10)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc(self.relu(self.block(self.stem(x))).mean((2, 3)))


def test_a_compiled_part_is_one_observed_op_with_its_weights():
    module = without_weights(Net(), "net")
    graph = trace(module, Size(33, 65))
    ops = {op.kind: op for op in graph.layers}
    assert list(ops) == ["conv", "script_Sequential", "script_relu", "mean", "linear"]
    assert ops["script_Sequential"].id == "block"
    assert [weight.name for weight in ops["script_Sequential"].weights if weight.trained] == [
        "block.0.weight",
        "block.0.bias",
        "block.1.weight",
        "block.1.bias",
    ]
    assert ops["conv"].output.certainty == "proven"
    assert ops["script_relu"].output.certainty == "observed"
    assert Facts(graph, Size(33, 65)).uncounted == ["block", "script_relu"]
    assert differences(module, graph, Size(33, 65), 3) == []


def test_what_is_compiled_as_a_whole_is_refused():
    with pytest.raises(BadNetwork, match="TorchScript"):
        without_weights(torch.jit.script(nn.Conv2d(3, 8, 3)), "net")


def test_a_result_that_no_function_of_pytorch_made_is_refused():
    class Made(nn.Conv2d):
        def forward(self, x: Tensor) -> Tensor:
            super().forward(x)
            return torch.zeros(2, 8, device="meta")

    with pytest.raises(UnsupportedOp, match="can be followed"):
        trace(Made(3, 8, 3))
