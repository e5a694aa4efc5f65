"""Names: every one that libraries and papers use leads to that network, or says why it can't."""

import re
from pathlib import Path

import pytest
from resnet_atlas.errors import UnknownName
from resnet_atlas.network import names
from resnet_atlas.network.catalogue import LISTED, closest, named, plain_name, usual_size
from resnet_atlas.network.module import build
from resnet_atlas.network.refused import missing

from tests.network.timm_names import TIMM

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


def test_a_tag_for_more_classes_has_them():
    assert named("resnetv2_50x1_bit.goog_in21k").num_classes == 21_843
    assert named("resnetv2_50x1_bit.goog_in21k_ft_in1k").num_classes == 1000


def test_paddles_200_has_depths_of_its_own():
    assert named("ResNet200_vd").depths == (3, 12, 48, 3)
    assert named("resnet200d").depths == (3, 24, 36, 3)


def test_the_names_in_the_documentation_are_read_or_refused_as_it_says():
    text = (Path(__file__).parents[2] / "docs/names.md").read_text()
    understood, _, rest = text.partition("## What is refused")
    refused, _, _ = rest.partition("## Where weights")

    def listed(part):
        rows = [line.split("|")[1] for line in part.splitlines() if line.startswith("| `")]
        found = [it for row in rows for it in re.findall(r"`([^`]+)`", row)]
        return [it for it in found if "…" not in it and len(it) > 3]

    assert len(listed(understood)) > 20
    assert [it for it in listed(understood) if not names.read(it)] == []
    assert len(listed(refused)) >= 4
    assert [it for it in listed(refused) if names.read(it) or not missing(it)] == []
