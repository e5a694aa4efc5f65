"""Memory against PyTorch: autograd's saved tensors, the module's own tensors, storages alive."""

from copy import deepcopy
from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from resnet_atlas.facts.memory.memory import Memory
from resnet_atlas.facts.memory.optimizer import OPTIMIZERS
from resnet_atlas.facts.memory.precision import FLOAT32, PRECISIONS
from resnet_atlas.network.catalogue import LISTED, named
from resnet_atlas.network.module import build
from resnet_atlas.network.network import Network
from resnet_atlas.network.relatives import RELATIVES
from resnet_atlas.network.size import Size
from resnet_atlas.store.local_graphs import graph_at, graph_of

from tests import oracle
from tests.autograd import (
    Lifetimes,
    Storages,
    kept_at_convolutions,
    recomputed_by_blocks,
    saved_by_autograd,
    saved_by_module,
)
from tests.depth import examples, full, representatives
from tests.strategies import variants

SOME = ("resnet18", "resnet50d", "seresnet50", "preact_resnet50", "resnet20")
SIZES = [(64, 64, 1), (225, 320, 2), (33, 97, 3)]
PLAIN = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}
AUTOCAST = {f"autocast_{name}": PLAIN[name] for name in ("bfloat16", "float16")}


@pytest.mark.parametrize("name", representatives(LISTED, SOME))
def test_what_training_keeps_equals_autograds_saved_tensors(name):
    spec = named(name)
    for height, width, batch in SIZES[: 1 if sum(spec.depths) > 60 else 3]:
        ours = Memory(graph_of(spec)).saved_for_backward(Size(height, width), batch)
        assert ours == saved_by_autograd(spec, height, width, batch)


@pytest.mark.parametrize("name", representatives(RELATIVES, ("densenet121", "shufflenet_v2_x0_5")))
def test_so_it_does_for_torchvisions_other_networks_unless_an_op_is_not_proven(name):
    from resnet_atlas.network.module.relatives import built  # after torchvision

    network = Network(name, RELATIVES[name])
    for height, width, batch in [(150, 170, 2), (224, 161, 3)]:
        size = Size(height, width)
        memory = Memory(graph_at(network, size))
        if not memory.unproven:
            x = torch.zeros(batch, 3, height, width, device="meta")
            theirs = saved_by_module(built(name).train(), x)
            assert memory.saved_for_backward(size, batch) == theirs


def test_what_runs_in_training_alone_is_named():
    memory = Memory(graph_of(Network.parse("inception_v3", {}).origin))
    assert "AuxLogits" in memory.unproven


anything = st.tuples(
    st.one_of(st.sampled_from(LISTED).map(named), variants()),
    st.integers(1, 512),
    st.integers(1, 512),
    st.integers(1, 8),
    st.sampled_from(sorted(PLAIN)),
    st.booleans(),
)


@examples(60)
@given(anything)
def test_so_it_does_for_any_network_size_batch_and_precision(case):
    assert_equal_to_autograd(*case)


@pytest.mark.parametrize("part", full(range(10)))
def test_it_does_in_a_thousand_cases(part):
    @examples(120)
    @given(anything)
    def check(case):
        assert_equal_to_autograd(*case)

    check()


def assert_equal_to_autograd(spec, height, width, batch, dtype, checkpointed):
    graph, size = graph_of(spec), Size(height, width)
    if min(graph.ops[-1].output.shape(size)) < 1:
        return
    memory = Memory(graph, PRECISIONS[dtype], checkpointed)
    if memory.untrainable(size, batch):
        with pytest.raises(ValueError, match="more than 1 value per channel"):
            saved_by_autograd(spec, height, width, batch)
        return
    theirs = saved_by_autograd(
        spec, height, width, batch, dtype=PLAIN[dtype], checkpointed=checkpointed
    )
    assert memory.saved_for_backward(size, batch) == theirs


@pytest.mark.parametrize("dtype", AUTOCAST)
@pytest.mark.parametrize("checkpointed", [False, True])
@pytest.mark.parametrize("name", ["resnet18", *full(["resnet50d", "seresnet50", "resnet20"])])
def test_it_does_under_autocast(name, checkpointed, dtype):
    spec = named(name)
    memory = Memory(graph_of(spec), PRECISIONS[dtype], checkpointed)
    theirs = saved_by_autograd(spec, 65, 40, 2, autocast=AUTOCAST[dtype], checkpointed=checkpointed)
    assert memory.saved_for_backward(Size(65, 40), 2) == theirs


@pytest.mark.parametrize("name", representatives(LISTED, SOME))
def test_what_is_computed_again_is_what_autograd_saves_of_a_block_alone(name):
    spec, graph = named(name), graph_of(named(name))
    again = Memory(graph, checkpoint=True).recomputed_by_op(Size(64, 70), 2)
    by_block = {
        group.id: sum(again.get(op.id, 0) for op in graph.members(group.id))
        for group in graph.groups
        if group.kind == "block"
    }
    assert by_block == recomputed_by_blocks(spec, 64, 70, 2)


@pytest.mark.parametrize("name", ["resnet18", *full(SOME[1:])])
def test_the_timeline_of_the_backward_pass_is_what_autograd_still_holds(name):
    spec, graph = named(name), graph_of(named(name))
    net = build(spec).to_empty(device="cpu").train()
    theirs = kept_at_convolutions(net, torch.zeros(3, spec.in_channels, 65, 40))
    timeline = Memory(graph).training_timeline(Size(65, 40), 3)
    backwards = zip(reversed(graph.layers), timeline[len(graph.layers) :], strict=True)
    assert [amount for op, amount in backwards if op.kind == "conv"] == theirs


@pytest.mark.parametrize("name", ["resnet20", *full(SOME)])
def test_the_peak_of_the_forward_pass_in_training_equals_the_storages_alive(name):
    spec, graph = named(name), graph_of(named(name))
    net = build(spec).to_empty(device="cpu").train()
    x = torch.zeros(3, spec.in_channels, 65, 40)
    with Lifetimes(Storages(net).own) as lifetimes:
        lifetimes.watch(x)
        out = net(x)
    assert out.requires_grad
    forward = Memory(graph).training_timeline(Size(65, 40), 3)[: len(graph.layers)]
    assert max(forward) == lifetimes.peak


@pytest.mark.parametrize("name", ["resnet18", "resnet50", "seresnet50", "resnet50d"])
def test_weights_and_buffers_are_the_modules_own(name):
    graph = graph_of(named(name))
    for dtype, torch_dtype in PLAIN.items():
        net, memory = build(named(name)).to(torch_dtype), Memory(graph, PRECISIONS[dtype])
        assert memory.weights == sum(it.nbytes for it in net.parameters())
        assert memory.buffers == sum(it.nbytes for it in net.buffers())


@pytest.mark.parametrize("name", representatives(LISTED, ("resnet18", "resnet20")))
@pytest.mark.parametrize("dtype", representatives(PLAIN, ("float32",)))
def test_the_peak_of_inference_equals_the_storages_alive(name, dtype):
    spec = named(name)
    # On meta a batch norm gives statistics in any case.
    net = build(spec).to_empty(device="cpu").to(PLAIN[dtype])
    memory = Memory(graph_of(spec), PRECISIONS[dtype])
    for height, width, batch in SIZES if dtype == FLOAT32.name else SIZES[:1]:
        x = torch.zeros(batch, spec.in_channels, height, width, dtype=PLAIN[dtype])
        assert memory.inference_peak(Size(height, width), batch)[0] == peak_of(net, x)


@pytest.mark.parametrize("name", ["resnet18", *full(["resnet50", "wide_resnet50_2"])])
def test_under_autocast_it_equals_those_of_torchvisions_network(name):
    net = deepcopy(oracle.named(name)).to_empty(device="cpu")
    memory = Memory(graph_of(named(name)), PRECISIONS["autocast_bfloat16"])
    for height, width, batch in SIZES:
        with torch.autocast("cpu", torch.bfloat16):
            theirs = peak_of(net, torch.zeros(batch, 3, height, width))
        assert memory.inference_peak(Size(height, width), batch)[0] == theirs


def peak_of(net, x):
    with torch.no_grad(), Lifetimes(Storages(net).own) as lifetimes:
        lifetimes.watch(x)
        net(x)
    return lifetimes.peak


@given(
    variants(),
    st.integers(1, 4000),
    st.integers(32, 300),
    st.sampled_from(sorted(OPTIMIZERS)),
    st.sampled_from(sorted(PRECISIONS)),
    st.booleans(),
)
def test_the_largest_batch_fits_and_one_more_does_not(
    spec, megabytes, side, optimizer, dtype, checkpoint
):
    memory = Memory(graph_of(spec), PRECISIONS[dtype], checkpoint)
    size, capacity = Size(side, side), megabytes * 10**6
    batch = memory.largest_batch(capacity, size, optimizer)
    if batch:
        assert memory.training(size, batch, optimizer) <= capacity
    assert memory.training(size, batch + 1, optimizer) > capacity


@pytest.mark.parametrize(("name", "batch"), [("resnet50", 32), ("resnet18", 1), ("resnet20", 8)])
def test_the_largest_square_fits_and_one_more_does_not(name, batch):
    memory, capacity = Memory(graph_of(named(name))), 3 * 10**9
    side = memory.largest_side(capacity, batch, "adamw")
    assert memory.training(Size(side, side), batch, "adamw") <= capacity
    assert memory.training(Size(side + 1, side + 1), batch, "adamw") > capacity


def test_no_square_fits_where_the_weights_do_not():
    assert Memory(graph_of(named("resnet50"))).largest_side(10**8, 1, "adamw") == 0


@pytest.mark.parametrize("name", LISTED)
def test_every_op_of_a_resnet_is_proven(name):
    assert Memory(graph_of(named(name))).unproven == ()


def test_an_op_that_is_not_proven_is_named():
    graph = graph_of(named("resnet18"))
    last = replace(graph.ops[-1], kind="attention")
    assert Memory(replace(graph, ops=(*graph.ops[:-1], last))).unproven == ("attention",)
