"""Names and shapes → the network that has them, in every option that weights hold."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from resnet_atlas.checkpoint.identifying.identify import identify
from resnet_atlas.checkpoint.reading.reader import read
from resnet_atlas.checkpoint.title import title
from resnet_atlas.facts.state_dict import state_dict_of
from resnet_atlas.network.catalogue import CATALOGUE, PRESETS, named
from resnet_atlas.network.network import Network
from resnet_atlas.network.spec import ResNetSpec

from tests import oracle
from tests.checkpoint.files import KINDS
from tests.depth import examples, representatives
from tests.strategies import variants

SAME_WEIGHTS = {"dilated_resnet50": "resnet50"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", representatives([*CATALOGUE, *PRESETS]))
def test_every_named_network_is_identified_in_every_kind_of_file(name, kind, tmp_path):
    KINDS[kind](named(name), tmp_path / kind)
    found = identify(read(tmp_path / kind).shapes)
    assert found.exact
    assert found.network == Network(
        SAME_WEIGHTS.get(name, name), named(SAME_WEIGHTS.get(name, name))
    )
    assert not found.parts
    module = oracle.named(name) if name in CATALOGUE else None
    if module:
        assert found.parameters == sum(it.numel() for it in module.parameters())


HELD = ("block", "depths", "groups", "stem_widths", "stem_kernel", "stage_widths", "in_channels")


def assert_found(spec: ResNetSpec, found: ResNetSpec) -> None:
    """The same weights, and the same options but for those that weights need not show."""
    assert state_dict_of(found) == state_dict_of(spec)
    assert [getattr(found, it) for it in HELD] == [getattr(spec, it) for it in HELD]
    assert found.num_classes == spec.num_classes


@given(variants(), st.sampled_from(sorted(KINDS)))
@examples(500)
def test_any_network_is_identified_in_any_kind_of_file(spec, kind):
    with TemporaryDirectory() as folder:
        path = Path(folder) / kind
        KINDS[kind](spec, path)
        found = identify(read(path).shapes)
    assert found.exact
    assert found.network
    assert_found(spec, found.network.spec)


DIALECTS = [
    {"eca": True},
    {"squeeze": 16, "squeeze_divisor": 8, "block": "basic"},
    {"stem": "tiered", "shortcut": "pooled"},
    {"stem": "deep", "stem_pool": "conv", "squeeze": 4},
    {"bias": "all"},
    {"bias": "1x1"},
    {"bias": "stem"},
    {"bias": "unnormed", "preactivation": True},
]


@pytest.mark.parametrize("options", DIALECTS)
def test_a_dialect_is_identified_by_its_weights(options):
    weights = state_dict_of(replace(named("resnet50"), **options))
    found = identify(weights)
    assert found.exact
    assert found.network
    assert state_dict_of(found.network.spec) == weights


@pytest.mark.parametrize("norm", ["group", "frozen"])
def test_a_norm_that_weights_do_not_tell_from_another_is_named_beside_it(norm):
    spec = replace(named("resnet50"), norm=norm)
    found = identify(state_dict_of(spec))
    assert found.exact
    assert found.network == Network("resnet50", named("resnet50"))
    assert Network("resnet50", spec) in found.others


def test_the_plain_network_is_named_beside_the_one_with_padded_shortcuts():
    spec = replace(named("resnet18"), shortcut="none")
    found = identify(state_dict_of(spec))
    assert found.network
    assert spec in [found.network.spec, *(network.spec for network in found.others)]


@given(variants())
@examples(50)
def test_any_network_is_identified_without_its_classifier(spec):
    weights = {k: v for k, v in state_dict_of(spec).items() if not k.startswith("fc.")}
    found = identify({f"encoder.{name}": shape for name, shape in weights.items()})
    assert found.exact
    assert found.network
    assert found.classifier == ""
    assert_found(replace(spec, num_classes=1000), found.network.spec)


def test_what_weights_can_not_tell_is_said_and_both_candidates_are_named():
    found = identify(state_dict_of(named("resnet50")))
    assert [title(network) for network in found.others] == [
        "ResNet-50 (stride_in_1x1=true)",
        "Dilated ResNet-50",
    ]
    assert any("3×3" in str(said) for said in found.unseen)
    assert identify(state_dict_of(named("resnet18"))).others == ()


def test_a_sentence_says_classes_channels_and_prefix():
    spec = replace(named("resnet50"), num_classes=7, in_channels=1)
    found = identify({f"module.{name}": shape for name, shape in state_dict_of(spec).items()})
    assert [found.title, *found.traits] == [
        "ResNet-50",
        "7 classes",
        "one input channel",
        "`module.` in front of every name",
    ]


FAMILIES = {
    "alexnet": "AlexNet",
    "convnext": "ConvNeXt",
    "densenet": "DenseNet",
    "efficientnet": "EfficientNet",
    "googlenet": "GoogLeNet",
    "inception": "Inception v3",
    "maxvit": "MaxViT",
    "mnasnet": "MNASNet",
    "mobilenet_v2": "MobileNet v2",
    "mobilenet_v3": "MobileNet v3",
    "regnet": "RegNet",
    "resne": "ResNet",
    "wide_resnet": "ResNet",
    "shufflenet": "ShuffleNet v2",
    "squeezenet": "SqueezeNet",
    "swin_v2": "Swin Transformer v2",
    "swin": "Swin Transformer",
    "vgg": "VGG",
    "vit": "Vision Transformer",
}


SMALL = ("alexnet", "mnasnet0_5", "regnet_x_400mf", "swin_t", "vit_b_16", "mobilenet_v3_small")


@pytest.mark.parametrize("name", representatives(oracle.CLASSIFIERS, SMALL))
def test_torchvisions_families_are_told_by_their_names(name):
    expected = next(FAMILIES[start] for start in FAMILIES if name.startswith(start))
    weights = {f"module.{key}": shape for key, shape in oracle.state_of(name).items()}
    assert identify(weights).family == expected


CIFAR_NAMES = {"downsample": "shortcut", "fc.": "linear."}


@pytest.mark.parametrize(
    ("renames", "how"),
    [
        ({"downsample": "shortcut", "fc.": "linear."}, "names close to torchvision’s"),
        (
            {
                "conv1.": "0.", "bn1.": "1.", "layer1.": "4.", "layer2.": "5.", "layer3.": "6.",
                "layer4.": "7.", "fc.": "9.",
            },
            "the numbers of an nn.Sequential",
        ),
    ],
)  # fmt: skip
def test_other_names_are_translated(renames, how):
    def renamed(name: str) -> str:
        for old, new in renames.items():
            if name.startswith(old) or not old.endswith("."):
                name = name.replace(old, new, 1)
        return name

    weights = {f"net.{renamed(k)}": v for k, v in state_dict_of(named("resnet50")).items()}
    found = identify(weights)
    assert found.exact
    assert found.network == Network("resnet50", named("resnet50"))
    assert found.naming.prefix == "net."
    assert found.naming.title == how


def test_hugging_faces_and_detectron2s_names_are_translated():
    weights = state_dict_of(named("resnet50"))
    assert identify({hugging_face(k): v for k, v in weights.items()}).exact
    without = {k: v for k, v in weights.items() if not k.startswith("fc.")}
    found = identify({f"backbone.bottom_up.{detectron(k)}": v for k, v in without.items()})
    assert found.exact
    assert found.naming.prefix == "backbone.bottom_up."


def hugging_face(name: str) -> str:
    if name.startswith("fc."):
        return name.replace("fc.", "classifier.1.")
    if not name.startswith("layer"):
        end = name.partition(".")[2]
        part = "convolution" if name.startswith("conv1") else "normalization"
        return f"resnet.embedder.embedder.{part}.{end}"
    stage, block, *rest = name.split(".")
    path = f"resnet.encoder.stages.{int(stage[5:]) - 1}.layers.{block}"
    if rest[0] == "downsample":
        part = ("convolution", "normalization")[int(rest[1])]
        return f"{path}.shortcut.{part}.{rest[2]}"
    kind = "convolution" if rest[0].startswith("conv") else "normalization"
    return f"{path}.layer.{int(rest[0][-1]) - 1}.{kind}.{rest[1]}"


def detectron(name: str) -> str:
    if not name.startswith("layer"):
        return "stem.conv1." + name.replace("bn1.", "norm.").replace("conv1.", "")
    stage, block, *rest = name.split(".")
    path = f"res{int(stage[5:]) + 1}.{block}"
    if rest[0] == "downsample":
        return f"{path}.shortcut." + ("", "norm.")[int(rest[1])] + rest[2]
    return (
        f"{path}."
        + rest[0].replace("bn", "conv")
        + (f".norm.{rest[1]}" if rest[0].startswith("bn") else f".{rest[1]}")
    )


def test_weights_of_nothing_known_are_said_to_be_unknown():
    found = identify({"encoder.weight": (3, 4), "decoder.weight": (4, 3)})
    assert (found.network, found.family, found.exact) == (None, "", False)


def test_the_nearest_network_stands_for_a_pruned_one():
    weights = dict(state_dict_of(named("resnet20")))
    weights |= {"layer2.0.conv1.weight": (7, 16, 3, 3), "layer2.0.conv2.weight": (32, 7, 3, 3)}
    weights |= {
        f"layer2.0.bn1.{it}": (7,) for it in ("weight", "bias", "running_mean", "running_var")
    }
    found = identify(weights)
    assert not found.exact
    assert found.network == Network("resnet20", named("resnet20"))
