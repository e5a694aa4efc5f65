"""The state of optimizers against those of ``torch.optim``, after a step."""

import pytest
import torch
from resnet_atlas.facts.memory.memory import Memory
from resnet_atlas.facts.memory.precision import PRECISIONS
from resnet_atlas.network.module import build
from resnet_atlas.network.spec import ResNetSpec
from resnet_atlas.store.local_graphs import graph_of

SPEC = ResNetSpec("basic", (1, 1), base_width=4, num_classes=5, squeeze=2)


@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "float16"])
@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("sgd", lambda them: torch.optim.SGD(them, 0.1)),
        ("momentum", lambda them: torch.optim.SGD(them, 0.1, momentum=0.9)),
        ("adam", lambda them: torch.optim.Adam(them, 0.1)),
        ("adamw", lambda them: torch.optim.AdamW(them, 0.1)),
    ],
)
def test_the_state_of_an_optimizer_is_that_of_the_real_one(name, make, dtype):
    parameters = [
        torch.nn.Parameter(torch.zeros(it.shape, dtype=getattr(torch, dtype)))
        for it in build(SPEC).parameters()
    ]
    optimizer = make(parameters)
    for it in parameters:
        it.grad = torch.zeros_like(it)
    optimizer.step()
    state = [it for of in optimizer.state.values() for it in of.values() if torch.is_tensor(it)]
    ours = Memory(graph_of(SPEC), PRECISIONS[dtype]).optimizer(name)
    assert ours == sum(it.nbytes for it in state)
