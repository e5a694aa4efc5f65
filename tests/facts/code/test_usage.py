"""Lines to paste for every op and group: run against torchvision and timm."""

import doctest
from functools import cache

import pytest
import torch
from resnet_atlas.facts.code import usage
from resnet_atlas.facts.code.places import places
from resnet_atlas.facts.code.usage import Usage, node, usages
from resnet_atlas.graph.graph import Graph
from resnet_atlas.network.catalogue import LISTED, named
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import Size
from resnet_atlas.network.source import source
from resnet_atlas.store.local_graphs import graph_of
from torch import nn

from tests import oracle
from tests.depth import FULL, representatives

SIZE = Size(64, 64)
DEEP = 400
"""Layers of a network that takes seconds to build, once for each op that is looked at."""
SOME = ("resnet18", "dilated_resnet50")


@cache
def own_source(network: Network) -> str:
    return source(network.spec, "", SIZE).partition("if __name__")[0]


def run(usage: Usage, network: Network) -> dict[str, object]:
    """Run lines on the meta device, as somebody would who has pasted them."""
    code = usage.code
    if "from network import" in code:
        code = own_source(network) + code.replace("from network import ResNet", "")
    names: dict[str, object] = {"__name__": "pasted"}
    with torch.device("meta"):
        names["images"] = torch.zeros(2, network.spec.in_channels, SIZE.height, SIZE.width)
        exec(code, names)
    return names


def chosen(graph: Graph) -> list[str]:
    """A few ops of each block that differ, and all groups: the lines are written alike."""
    once = {block for run in graph.runs for block in run[1:]}
    ids = [op.id for op in graph.layers if op.block not in once]
    ids += [group.id for group in graph.groups if group.id not in once]
    if not FULL:
        return ids[:: len(ids) // 12]
    stages = [group.id for group in graph.groups if group.kind == "stage"]
    return ids if len(graph.layers) < DEEP else [*ids[::10], *stages]


def expected(graph: Graph, id: str) -> tuple[int, ...]:
    """The shape of an op's or a group's output."""
    op = id if id in graph.op else graph.members(id)[-1].id
    shapes = graph.shapes(SIZE, 2)
    return tuple(shapes[list(graph.op).index(op)])


@pytest.mark.parametrize("name", representatives(LISTED, SOME))
def test_every_line_runs_and_takes_what_the_picture_shows(name):
    network = Network(name, named(name))
    graph = graph_of(network.spec)
    seen = set()
    for id in chosen(graph):
        for it in usages(network, graph, id):
            seen.add(it.purpose)
            names = run(it, network)
            if it.purpose in ("output", "hook", "timm"):
                key = usage.level(graph.op.get(id) or graph.group[id])
                out = names[key if it.purpose == "output" else "out"]
                assert isinstance(out, torch.Tensor), it.code
                if it.purpose != "timm" or network.spec.stem != "deep":
                    assert tuple(out.shape) == expected(graph, id), it.code
    assert {"output", "hook", "gradcam", "freeze", "replace"} <= seen
    assert ("timm" in seen) == (name in usage.TIMM)


@pytest.mark.parametrize("name", representatives(LISTED, SOME))
def test_names_of_nodes_are_torchvisions(name):
    network = Network(name, named(name))
    names: dict[str, object] = {"__name__": "pasted"}
    with torch.device("meta"):
        exec(own_source(network) + "\nmodel = ResNet()", names)
    model = names["model"]
    assert isinstance(model, nn.Module)
    found = set(oracle.torchvision.models.feature_extraction.get_graph_node_names(model)[1])
    assert {node(op.id) for op in graph_of(network.spec).layers} <= found


def test_what_is_frozen_is_what_comes_before():
    network = Network("resnet50", named("resnet50"))
    graph = graph_of(network.spec)
    for id in ("conv1", "layer1", "layer3.1", "layer2.0.conv2"):
        (it,) = (it for it in usages(network, graph, id) if it.purpose == "freeze")
        model = run(it, network)["model"]
        assert isinstance(model, nn.Module)
        ops = [op.id for op in graph.ops]
        last = id if id in graph.op else graph.members(id)[-1].id
        before = {it.partition(":")[0] for it in ops[: ops.index(last) + 1]}
        block = graph.op[last].block
        for name, part in model.named_parameters():
            path = name.rpartition(".")[0]
            is_before = path in before or (block and path.startswith(f"{block}."))
            assert part.requires_grad != bool(is_before), (id, name)


def test_timm_builds_every_network_that_is_said_to_be_its():
    assert set(oracle.timm.list_models()) >= usage.TIMM


@pytest.mark.parametrize("name", LISTED)
def test_every_op_has_its_lines(name):
    network = Network(name, named(name))
    graph = graph_of(network.spec)
    text = source(network.spec, name, SIZE)
    lines = text.splitlines()
    found = places(graph, text)
    for op in graph.layers:
        place = found[op.id]
        assert place.forward, op.id
        path = op.id.partition(":")[0].split(".")
        last = path[-1]
        if op.kind in usage.FUNCTIONS:
            sign = {"add": "+", "mul": "*", "flatten": "flatten(", "cat": "cat("}[op.kind]
            assert sign in lines[place.forward[0] - 1]
            continue
        assert place.init, op.id
        if not last.isdigit():
            assert f"self.{last} = " in lines[place.init[0] - 1]
            assert f"self.{last}(" in lines[place.forward[0] - 1]
    relus = [found[op.id].forward for op in graph.layers if op.id.startswith("layer1.0.relu")]
    assert len({*relus}) == len(relus)


def test_examples_in_docstrings():
    assert doctest.testmod(usage).failed == 0
