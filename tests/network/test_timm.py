"""Networks under timm's names are timm's: costs, names of weights, outputs."""

import re
from dataclasses import replace

import pytest
import torch
from resnet_atlas.network import names
from resnet_atlas.network.catalogue import named, plain_name
from resnet_atlas.network.module import build
from resnet_atlas.network.network import Network
from resnet_atlas.network.refused import missing
from resnet_atlas.network.size import DEFAULT_SIZE

import tests.oracle  # defines what torchvision lacks here, for timm too
from tests.depth import full, representatives
from tests.network.timm_names import SOME, TIMM


def parameters_of(module):
    return sum(it.numel() for it in module.parameters())


@pytest.mark.parametrize("name", representatives(TIMM, SOME))
def test_a_name_of_timm_is_that_network(name):
    import timm

    assert tests.oracle
    with torch.device("meta"):
        theirs = timm.create_model(name)
    ours = build(Network.parse(name, {}).spec)
    assert parameters_of(ours) == parameters_of(theirs)
    counted = [tests.oracle.flops(net.eval(), DEFAULT_SIZE) for net in (ours, theirs)]
    assert sum(counted[0].values()) == sum(counted[1].values())


@pytest.mark.parametrize("name", full(["all"]))
def test_every_tagged_name_of_timm_is_the_network_of_its_weights(name):
    import timm

    tagged = [it for it in timm.list_pretrained() if names.read(it.partition(".")[0])]
    assert len(tagged) > 100
    for each in tagged:
        classes = timm.get_pretrained_cfg(each).num_classes
        plain = named(each.partition(".")[0])
        assert named(each) == replace(plain, num_classes=classes or plain.num_classes), each
        assert plain_name(plain_name(each)) == plain_name(each)


def test_every_name_of_timm_that_is_read_is_compared_with_it():
    import timm

    assert sorted(it for it in timm.list_models() if names.read(it)) == sorted(TIMM)


def test_every_resnet_of_timm_is_built_or_refused_with_a_reason():
    import timm

    modules = ("resnet", "resnetv2", "sknet", "resnest", "res2net", "cspnet", "legacy_senet")
    listed = [it for module in modules for it in timm.list_models(module=module)]
    ours = [it for it in listed if re.search("res(net|next)", it) and not it.startswith("test_")]
    assert len(ours) > 100
    assert [it for it in ours if not names.read(it) and not missing(it)] == []


# ---- Weights -----------------------------------------------------------------------------------

LAID_OUT = [name for name in TIMM if not name.startswith("resnetv2")]
"""The networks whose layers timm names as torchvision and we do."""

SMALL = ("resnet14t", "resnet50s", "resnet50_gn", "ecaresnet26t", "resnetblur18", "resnetrs50")
SMALL += ("seresnet18", "seresnet34", "resnet50c", "resnet18d")


@pytest.mark.parametrize("name", representatives(LAID_OUT, SOME))
def test_weights_have_timms_names_and_shapes(name):
    ours, theirs = build(named(name)).state_dict(), tests.oracle.timms(name).state_dict()
    assert {key: it.shape for key, it in ours.items()} == {
        key: it.shape for key, it in theirs.items()
    }


def outputs_of(name, renamed=lambda key: key):
    """What our network gives with the weights of timm's, and what timm's gives."""
    torch.manual_seed(0)
    theirs = tests.oracle.timm.create_model(name).eval()
    ours = build(named(name)).to_empty(device="cpu")
    state = {renamed(key): it for key, it in theirs.state_dict().items()}
    state["fc.weight"] = state["fc.weight"].flatten(1)  # in v2 a conv
    ours.load_state_dict(state, strict=True)
    x = torch.randn(1, 3, 65, 64)
    with torch.no_grad():
        return ours(x), theirs(x)


@pytest.mark.parametrize("name", representatives(SMALL, ("ecaresnet26t", "resnetblur18")))
def test_with_timms_weights_the_outputs_are_timms(name):
    torch.testing.assert_close(*outputs_of(name))


def renamed(key):
    """A name in timm's ``resnetv2`` as we have it."""
    key = re.sub(r"^stages\.(\d)\.blocks\.", lambda it: f"layer{int(it[1]) + 1}.", key)
    key = re.sub(r"norm(\d)", r"bn\1", key).replace("downsample.conv", "downsample.0")
    return re.sub(r"^norm\.", "bn1.", key).replace("stem.conv", "conv1").replace("head.fc", "fc")


@pytest.mark.full
def test_with_the_weights_of_timms_v2_the_outputs_are_timms():
    """Of bottlenecks; in basic ones timm's first identity starts before the first ReLU."""
    torch.testing.assert_close(*outputs_of("resnetv2_50", renamed))
