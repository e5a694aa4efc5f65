import pytest
from hypothesis import given, reject
from resnet_atlas.errors import BadParameter
from resnet_atlas.facts.cost import total
from resnet_atlas.facts.facts import Facts
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.network.catalogue import named
from resnet_atlas.network.module import build
from resnet_atlas.network.size import DEFAULT_SIZE, Size

from tests import oracle
from tests.depth import examples
from tests.strategies import batches, sizes, specs


def test_parts_are_stem_stages_and_head(graphs):
    summary = Facts(graphs["resnet50"], DEFAULT_SIZE).summary
    assert [part.id for part in summary.parts] == [
        "stem",
        "layer1",
        "layer2",
        "layer3",
        "layer4",
        "head",
    ]
    assert [part.id for part in summary.stages] == ["layer1", "layer2", "layer3", "layer4"]


def test_parts_add_up_to_the_whole_and_blocks_to_their_stage(graph):
    summary = Facts(graph, Size(225, 320), 2).summary
    whole = Facts(graph, Size(225, 320), 2).total
    assert summary.total == whole
    assert total(part.cost for part in summary.parts) == whole
    for stage in summary.stages:
        assert total(block.cost for block in stage.blocks) == stage.cost


@examples(20)
@given(spec=specs(), size=sizes, batch=batches)
def test_any_networks_parts_add_up(spec, size, batch):
    try:
        summary = Facts(trace(build(spec)), size, batch).summary
    except BadParameter:  # more MACs than a number in JSON holds, as test_cost has it
        reject()
    assert total(part.cost for part in summary.parts) == summary.total
    assert len(summary.stages) == len(spec.depths)


def test_shapes_are_torchvisions(name, graph):
    size = Size(97, 33)
    shapes = oracle.outputs(oracle.named(name), size, 2)
    summary = Facts(graph, size, 2).summary
    assert summary.input == (2, 3, 97, 33)
    assert summary.output == shapes["fc"]
    before = shapes["maxpool"]
    for stage in summary.stages:
        assert (stage.input, stage.output) == (before, shapes[stage.id])
        for block in stage.blocks:
            assert (block.input, block.output) == (before, shapes[block.id])
            before = block.output


def test_parts_and_their_strides_and_shortcuts(graphs):
    stages = Facts(graphs["resnet50"], DEFAULT_SIZE).summary.stages
    assert [stage.stride for stage in stages] == [1, 2, 2, 2]
    assert [block.stride for block in stages[1].blocks] == [2, 1, 1, 1]
    assert [block.shortcut for block in stages[0].blocks] == ["projection"] + ["identity"] * 2
    assert stages[1].names == ("stage2", "layer2", "conv3_x")
    assert stages[1].symbolic == "512×⌈H/8⌉×⌈W/8⌉"


@pytest.mark.parametrize(("name", "pixels"), [("resnet18", 435), ("resnet50", 427)])
def test_receptive_field_before_pooling(graphs, name, pixels):
    last = Facts(graphs[name], DEFAULT_SIZE).summary.stages[-1]
    assert last.receptive_field == (pixels, pixels)


def test_behind_squeeze_and_excitation_the_whole_input_is_seen():
    summary = Facts(trace(build(named("seresnet50")))).summary
    assert summary.last_map
    assert (summary.last_map.id, summary.last_map.jump) == ("layer4", (32, 32))
    assert summary.last_map.receptive_field is None
