"""Arithmetic per byte, against sums by hand and PyTorch's own tensors."""

import pytest
from resnet_atlas.facts.facts import Facts
from resnet_atlas.facts.roofline import DEVICES, Device, traffic
from resnet_atlas.network.catalogue import named
from resnet_atlas.network.module import build
from resnet_atlas.network.size import Size
from resnet_atlas.store.local_graphs import graph_of
from torch import empty, nn


@pytest.mark.parametrize("name", ["resnet18", "resnet50", "seresnet50"])
def test_layers_read_their_inputs_and_weights_and_write_their_outputs(name):
    facts = Facts(graph_of(named(name)), Size(64, 90), 2)
    seen: dict[str, tuple[int, int]] = {}

    def note(path):
        def hook(module, inputs, output):
            tensors = (*inputs, *module.parameters(), *module.buffers())
            read = sum(it.nbytes for it in tensors if it.is_floating_point())
            seen[path] = (read, output.nbytes)

        return hook

    net = build(named(name))
    for path, module in net.named_modules():
        if isinstance(module, nn.Conv2d | nn.BatchNorm2d | nn.Linear):
            module.register_forward_hook(note(path))
    net(empty(2, 3, 64, 90, device="meta"))
    ours = {op.id: traffic(op, facts.shapes, 4, DEVICES["a100"]) for op in facts.graph.layers}
    assert {id: (ours[id].bytes_read, ours[id].bytes_written) for id in seen} == seen


def test_the_slower_of_arithmetic_and_memory_binds():
    facts = Facts(graph_of(named("resnet50")), Size(224, 224))
    op = facts.graph.op["layer2.0.conv2"]
    fast, slow = (
        traffic(op, facts.shapes, 4, Device("", rate, rate, 1e12, "")) for rate in (1e15, 1e12)
    )
    assert (fast.bound, slow.bound) == ("memory", "arithmetic")
    assert fast.seconds == (fast.bytes_read + fast.bytes_written) / 1e12
    assert slow.seconds == 2 * slow.macs / 1e12
    assert slow.flops_per_byte == 2 * slow.macs / (slow.bytes_read + slow.bytes_written)


def test_a_view_moves_nothing():
    facts = Facts(graph_of(named("resnet18")), Size(64, 64))
    flat = traffic(facts.graph.op["flatten"], facts.shapes, 4, DEVICES["a100"])
    assert (flat.bytes_read, flat.bytes_written, flat.bound) == (0, 0, None)


def test_every_device_has_its_source():
    assert all(device.source for device in DEVICES.values())
