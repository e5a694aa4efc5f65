"""Memory against PyTorch: autograd's saved tensors, the module's own tensors, real optimizers."""

import weakref

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from resnet_atlas.facts.memory import OPTIMIZERS, Memory
from resnet_atlas.network.catalogue import LISTED, named
from resnet_atlas.network.module import build
from resnet_atlas.network.size import Size
from resnet_atlas.network.spec import ResNetSpec
from resnet_atlas.store.local_graphs import graph_of
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from tests.depth import examples, representatives
from tests.strategies import variants

SOME = ("resnet18", "resnet50d", "seresnet50", "preact_resnet50", "resnet20")
SIZES = [(64, 64, 1), (225, 320, 2), (33, 97, 3)]


def saved_by_autograd(spec, height, width, batch):
    """Bytes of the distinct storages that autograd saves, parameters and buffers left out."""
    net = build(spec).train()
    own = {tensor.untyped_storage()._cdata for tensor in (*net.parameters(), *net.buffers())}
    seen = {}

    def pack(tensor):
        storage = tensor.untyped_storage()
        if storage._cdata not in own:
            seen[storage._cdata] = storage  # held, so that no other gets its address
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        out = net(torch.empty(batch, spec.in_channels, height, width, device="meta"))
    assert out.requires_grad
    return sum(storage.nbytes() for storage in seen.values())


@pytest.mark.parametrize("name", representatives(LISTED, SOME))
def test_what_training_keeps_equals_autograds_saved_tensors(name):
    spec = named(name)
    for height, width, batch in SIZES[: 1 if sum(spec.depths) > 60 else 3]:
        ours = Memory(graph_of(spec)).saved_for_backward(Size(height, width), batch)
        assert ours == saved_by_autograd(spec, height, width, batch)


@examples(50)
@given(variants(), st.integers(32, 130), st.integers(32, 130), st.integers(2, 4))
def test_it_does_for_any_spec(spec, height, width, batch):
    ours = Memory(graph_of(spec)).saved_for_backward(Size(height, width), batch)
    assert ours == saved_by_autograd(spec, height, width, batch)


@pytest.mark.parametrize("name", ["resnet18", "resnet50", "seresnet50", "resnet50d"])
def test_weights_and_buffers_are_the_modules_own(name):
    net, memory = build(named(name)), Memory(graph_of(named(name)))
    assert memory.weights == sum(it.nbytes for it in net.parameters())
    assert memory.buffers == sum(it.nbytes for it in net.buffers())
    assert memory.tensors == len(list(net.parameters()))


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("sgd", lambda them: torch.optim.SGD(them, 0.1)),
        ("momentum", lambda them: torch.optim.SGD(them, 0.1, momentum=0.9)),
        ("adam", lambda them: torch.optim.Adam(them, 0.1)),
        ("adamw", lambda them: torch.optim.AdamW(them, 0.1)),
    ],
)
def test_the_state_of_an_optimizer_is_that_of_the_real_one(name, make):
    spec = ResNetSpec("basic", (1, 1), base_width=4, num_classes=5, squeeze=2)
    parameters = [torch.nn.Parameter(torch.zeros(it.shape)) for it in build(spec).parameters()]
    optimizer = make(parameters)
    for it in parameters:
        it.grad = torch.zeros_like(it)
    optimizer.step()
    state = [it for of in optimizer.state.values() for it in of.values() if torch.is_tensor(it)]
    assert Memory(graph_of(spec)).optimizer(name) == sum(it.nbytes for it in state)


class Lifetimes(TorchDispatchMode):
    """Notes the bytes of all storages that are alive after each operation, but for ``own``."""

    def __init__(self, own):
        super().__init__()
        self.own, self.alive, self.peak = own, {}, 0

    def watch(self, tensor):
        storage = tensor.untyped_storage()
        key = storage._cdata
        if key not in self.own and key not in self.alive:
            self.alive[key] = storage.nbytes()
            weakref.finalize(storage, self.alive.pop, key, None)

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        out = func(*args, **(kwargs or {}))
        for tensor in tree_leaves(out):
            if isinstance(tensor, torch.Tensor):
                self.watch(tensor)
        self.peak = max(self.peak, sum(self.alive.values()))
        return out


@pytest.mark.parametrize("name", representatives(LISTED, SOME))
def test_the_peak_of_inference_equals_the_storages_alive(name):
    spec = named(name)
    net = build(spec).to_empty(device="cpu")  # on meta a batch norm gives statistics in any case
    own = {tensor.untyped_storage()._cdata for tensor in (*net.parameters(), *net.buffers())}
    for height, width, batch in SIZES:
        x = torch.zeros(batch, spec.in_channels, height, width)
        with torch.no_grad(), Lifetimes(own) as lifetimes:
            lifetimes.watch(x)
            net(x)
        ours, where = Memory(graph_of(spec)).inference_peak(Size(height, width), batch)
        assert (ours, where) == (lifetimes.peak, where)


@given(variants(), st.integers(1, 4000), st.integers(32, 300), st.sampled_from(sorted(OPTIMIZERS)))
def test_the_largest_batch_fits_and_one_more_does_not(spec, megabytes, side, optimizer):
    memory, size = Memory(graph_of(spec)), Size(side, side)
    capacity = megabytes * 10**6
    batch = memory.largest_batch(capacity, size, optimizer)
    if batch:
        assert memory.training(size, batch, optimizer) <= capacity
    assert memory.training(size, batch + 1, optimizer) > capacity
