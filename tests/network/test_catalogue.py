"""The presets against implementations that are not ours, and against what papers print."""

from collections import Counter
from dataclasses import replace

import pytest
import torch
from resnet_atlas.errors import UnknownName
from resnet_atlas.facts.facts import Facts
from resnet_atlas.graph.tracing.verify import differences
from resnet_atlas.network.catalogue import CATALOGUE, PRESETS, named
from resnet_atlas.network.module import build
from resnet_atlas.network.size import DEFAULT_SIZE, Size
from resnet_atlas.store.local_graphs import graph_of
from torch import nn

from tests import oracle
from tests.depth import TYPICAL, representatives

SIZES = [Size(224, 224), Size(225, 320), Size(33, 1)]

TIMM = {
    "resnet26": ("resnet26", {}),
    "resnet50d": ("resnet50d", {}),
    "seresnet50": ("seresnet50", {}),
    "preact_resnet50": ("resnetv2_50", {}),
    "preact_resnet200": ("resnetv2_50", {"layers": (3, 24, 36, 3)}),
}
"""The presets that timm has too or can make, and how."""

SOME = {"resnet20", "resnet50d", "seresnet50", "preact_resnet50"}
"""A preset for each of the variants."""

MILLIONS = {
    "resnet20": 0.27,
    "resnet32": 0.46,
    "resnet44": 0.66,
    "resnet56": 0.85,
    "resnet110": 1.7,
    "resnet1202": 19.4,
}
"""Parameters in table 6 of arXiv:1512.03385."""

LAYERS = (nn.Conv2d, nn.Linear, nn.BatchNorm2d, nn.MaxPool2d, nn.AvgPool2d)


def layers(module, size):
    """Every layer with weights or a window: what it is, and the shape that it gives."""
    shapes = oracle.outputs(module, size, batch=2)
    found = Counter()
    for path, layer in module.named_modules():
        kind = next((kind for kind in LAYERS if isinstance(layer, kind)), None)
        if kind and path in shapes:
            weights = [tuple(it.shape) for it in layer.parameters(recurse=False)]
            shape = shapes[path]
            if path == "head.fc":  # timm has the classifier of some as a conv on one place
                kind, shape = nn.Linear, shape[:2]
                weights[0] = weights[0][:2]
            found[kind.__name__, str(weights), shape] += 1
    return found


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", representatives(TIMM, SOME))
def test_presets_are_timms_layer_by_layer(name, size):
    theirs, options = TIMM[name]
    assert layers(build(named(name)), size) == layers(oracle.timms(theirs, **options), size)


def test_a_layer_that_is_missing_would_be_seen():
    theirs = layers(oracle.timms("seresnet50"), Size(64, 64))
    assert layers(build(named("resnet50")), Size(64, 64)) != theirs


@pytest.mark.parametrize("name", MILLIONS)
def test_cifar_networks_have_the_papers_parameters(name):
    cost = Facts(graph_of(named(name)), Size(32, 32)).total
    digits = len(str(MILLIONS[name]).partition(".")[2])
    assert round(cost.parameters / 1e6, digits) == MILLIONS[name]
    assert named(name).depth == int(name.removeprefix("resnet"))


def test_a_dilated_network_is_the_one_under_torchvisions_segmentation():
    assert layers(build(named("dilated_resnet50")), DEFAULT_SIZE) == layers(
        oracle.from_spec(named("dilated_resnet50")), DEFAULT_SIZE
    )


@pytest.mark.parametrize("name", ["preact_resnet50", "preact_resnet200"])
def test_preactivation_networks_are_as_deep_as_they_say(name):
    assert named(name).depth == int(name.removeprefix("preact_resnet"))


@pytest.mark.parametrize(
    "name", representatives([name for name in PRESETS if name != "resnet1202"], SOME)
)
def test_pytorch_agrees_with_the_graph_of_every_preset(name):
    for size in (*SIZES, Size(1, 1)):
        assert differences(build(named(name)), graph_of(named(name)), size, batch=2) == []


@pytest.mark.parametrize("name", representatives([*CATALOGUE, *PRESETS], {*TYPICAL, *SOME}))
def test_flops_are_twice_the_macs(name):
    size = Size(32, 35)
    macs = Facts(graph_of(named(name)), size).total.macs
    assert sum(oracle.flops(build(named(name)), size).values()) == 2 * macs


def test_every_preset_says_what_it_is_and_where_it_is_from():
    assert not set(PRESETS) & set(CATALOGUE)
    assert all(preset.title and preset.source for preset in PRESETS.values())
    assert len({preset.spec for preset in PRESETS.values()}) == len(PRESETS)


def test_an_unknown_name_is_answered_with_a_preset_too():
    with pytest.raises(UnknownName) as caught:
        named("reznet50d")
    assert caught.value.nearest == "resnet50d"


@pytest.mark.parametrize("name", ["resnet26", "resnet50d", "seresnet50"])
def test_weights_of_timm_load_by_name_and_give_the_same_outputs(name):
    torch.manual_seed(0)
    theirs = oracle.timm.create_model(name).eval()
    ours = build(named(name)).to_empty(device="cpu")
    ours.load_state_dict(theirs.state_dict(), strict=True)
    x = torch.randn(1, 3, 65, 64)
    with torch.no_grad():
        torch.testing.assert_close(ours(x), theirs(x))


def test_the_first_block_takes_its_identity_from_behind_the_first_activation():
    spec = replace(named("resnet110"), preactivation=True)
    graph = graph_of(spec)
    assert "layer1.0.relu" in graph.op["layer1.0.add"].inputs
    assert "layer1.0.add" in graph.op["layer1.1.add"].inputs
