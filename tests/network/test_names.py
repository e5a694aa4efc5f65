"""Names: every one that libraries and papers use leads to that network, or says why it can't."""

import re
from dataclasses import replace

import pytest
import torch
from resnet_atlas.errors import UnknownName
from resnet_atlas.network import names
from resnet_atlas.network.catalogue import LISTED, closest, named, plain_name, usual_size
from resnet_atlas.network.module import build
from resnet_atlas.network.network import Network
from resnet_atlas.network.refused import missing
from resnet_atlas.network.size import DEFAULT_SIZE

import tests.oracle  # defines what torchvision lacks here, for timm too
from tests.depth import full, representatives

TIMM = [
    "resnet18",
    "resnet18d",
    "resnet26",
    "resnet26d",
    "resnet34",
    "resnet34d",
    "resnet50",
    "resnet50c",
    "resnet50d",
    "resnet101",
    "resnet101c",
    "resnet101d",
    "resnet152",
    "resnet152c",
    "resnet152d",
    "resnet200",
    "resnet200d",
    "resnetv2_18",
    "resnetv2_18d",
    "resnetv2_34",
    "resnetv2_34d",
    "resnetv2_50",
    "resnetv2_50d",
    "resnetv2_101",
    "resnetv2_101d",
    "resnetv2_152",
    "resnetv2_152d",
    "resnext50_32x4d",
    "resnext50d_32x4d",
    "resnext101_32x4d",
    "resnext101_32x8d",
    "resnext101_32x16d",
    "resnext101_32x32d",
    "resnext101_64x4d",
    "seresnet50",
    "seresnet101",
    "seresnet152",
    "seresnet152d",
    "seresnet200d",
    "seresnet269d",
    "seresnext26d_32x4d",
    "seresnext50_32x4d",
    "seresnext101_32x4d",
    "seresnext101_32x8d",
    "seresnext101_64x4d",
    "seresnext101d_32x8d",
    "wide_resnet50_2",
    "wide_resnet101_2",
    "resnet50t",
    "resnet26t",
    "resnet14t",
    "resnet50s",
    "resnet101s",
    "resnet152s",
    "resnet50_gn",
    "ecaresnet26t",
    "ecaresnet50t",
    "ecaresnet50d",
    "ecaresnet101d",
    "ecaresnet269d",
    "resnetblur18",
    "resnetblur50",
    "resnetblur50d",
    "resnetblur101d",
    "seresnet18",
    "seresnet34",
    "seresnet50t",
    "seresnext26t_32x4d",
    "resnetrs50",
    "resnetrs101",
    "resnetrs152",
    "resnetrs200",
    "resnetrs270",
    "resnetrs350",
    "resnetrs420",
    "resnetv2_50x1_bit",
    "resnetv2_101x3_bit",
    "resnetv2_50t",
    "resnet10t",
    "ecaresnet200d",
    "ecaresnext26t_32x4d",
    "ecaresnext50t_32x4d",
    "resnetv2_50d_gn",
    "resnetv2_50x3_bit",
    "resnetv2_101x1_bit",
    "resnetv2_152x2_bit",
    "resnetv2_152x4_bit",
]
"""The ResNets of timm that our options express."""

SOME = (
    "resnet50_gn",
    "ecaresnet50t",
    "resnetblur50",
    "seresnet18",
    "resnetrs50",
    "resnet101d",
    "resnetv2_50d",
    "seresnext50_32x4d",
    "wide_resnet50_2",
)

SAME = {
    "ResNet50": "resnet50",
    "resnet-50": "resnet50",
    "ResNet 50": "resnet50",
    "wide-resnet-50-2": "wide_resnet50_2",
    "ResNeXt-101 (32x8d)": "resnext101_32x8d",
    "resnet50_v1.5": "resnet50",
    "ResNet50_vd": "resnet50d",
    "resnet50_v1d": "resnet50d",
    "resnetv2_50": "preact_resnet50",
    "preactresnet50": "preact_resnet50",
    "SE-ResNet-50": "seresnet50",
    "resnet50.a1_in1k": "resnet50",
    "resnet50.tv2_in1k": "resnet50",
    "wide_resnet50_2.racm_in1k": "wide_resnet50_2",
    "gluon_resnet50_v1d": "resnet50d",
    "tv_resnet50": "resnet50",
    "ig_resnext101_32x8d": "resnext101_32x8d",
}

PARAMETERS = {
    "resnet_v1_50": 25_557_032,  # TF-Slim
    "resnet_v2_50": 25_568_360,  # TF-Slim: Keras's V2 with another pooling
    "plain-34": 21_623_848,  # ResNet-34 without its three projections
    "ResNet50V2": 25_568_360,  # Keras: 25,613,800 with 45,440 that aren't trained
    "WRN-28-10": 36_479_194,  # arXiv:1605.07146, table 5: 36.5 M
    "wrn_40_4": 8_949_210,  # 8.9 M there
    "resnet164": 1_703_258,  # arXiv:1603.05027: 1.7 M
    "resnet1001": 10_327_706,  # 10.2 M there
}


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


@pytest.mark.parametrize(("name", "plain"), SAME.items())
def test_case_and_signs_do_not_matter(name, plain):
    assert plain_name(name) == plain
    assert named(name) == named(plain)


@pytest.mark.parametrize(("name", "count"), PARAMETERS.items())
def test_a_name_of_the_literature_has_its_parameters(name, count):
    assert parameters_of(build(named(name))) == count


def test_a_plain_name_is_its_own_plain_name():
    for name in (*LISTED, *map(plain_name, TIMM), *map(plain_name, PARAMETERS)):
        assert plain_name(name) == name


def test_networks_for_cifar_are_for_32_pixels():
    assert {str(usual_size(name)) for name in ("resnet20", "WRN-28-10", "resnet1001")} == {"32"}
    assert {str(usual_size(name)) for name in ("resnet50", "resnet101d")} == {"224"}


@pytest.mark.parametrize(
    ("name", "what"),
    {
        "resnest50": "split attention",
        "res2net50_26w_4s": "several scales",
        "skresnet50": "selective kernels",
        "resnet50_clip": "CLIP",
        "iresnet50": "iResNet",
        "ResNet18_vd": "projection in its very first block",
        "resnet50_mlp": "classifier of two layers",
        "legacy_seresnet50": "stride in the 1×1",
    }.items(),
)
def test_a_network_that_our_options_cannot_say_is_refused_with_what_it_has(name, what):
    with pytest.raises(UnknownName) as refused:
        named(name)
    assert what.lower() in str(refused.value).lower()


@pytest.mark.parametrize(
    "name", ["resnet51", "resnext77_32x4d", "wrn_28", "resnet", "x", "", "💥" * 99]
)
def test_a_network_of_another_depth_is_never_offered(name):
    with pytest.raises(UnknownName):
        named(name)
    offered = closest(name)
    assert (
        not offered or not names.depth_in(name) or names.depth_in(offered) == names.depth_in(name)
    )


@pytest.mark.parametrize(
    ("name", "offered"),
    {
        "legacy_seresnet50": "seresnet50",
        "cspresnet50": "resnet50",
        "nf_resnet101": "resnet101",
        "tresnet_m": None,
    }.items(),
)
def test_a_network_that_is_refused_is_offered_what_it_is_made_from(name, offered):
    with pytest.raises(UnknownName) as refused:
        named(name)
    assert refused.value.nearest == offered


def test_a_slip_of_the_hand_is_offered_its_network():
    assert closest("resnt50") == "resnet50"
    assert closest("resnext50") == "resnext50_32x4d"


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


def test_a_tag_for_more_classes_has_them():
    assert named("resnetv2_50x1_bit.goog_in21k").num_classes == 21_843
    assert named("resnetv2_50x1_bit.goog_in21k_ft_in1k").num_classes == 1000


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


def test_paddles_200_has_depths_of_its_own():
    assert named("ResNet200_vd").depths == (3, 12, 48, 3)
    assert named("resnet200d").depths == (3, 24, 36, 3)


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
