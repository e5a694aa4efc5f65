"""timm's convolutional networks: every shape that is called proven is PyTorch's."""

import warnings

import pytest
import torch
from resnet_atlas.errors import BadInput
from resnet_atlas.graph.tracing.trace import trace
from resnet_atlas.graph.tracing.verify import differences, run
from resnet_atlas.network.size import Size

from tests import oracle
from tests.depth import FULL, representatives

FAMILIES = {
    "ResNet": "resnet26d resnetblur50 resnetaa50 seresnet50 ecaresnet26t seresnext26d_32x4d",
    "ResNet with attention": "skresnet18 skresnext50_32x4d gcresnet33ts lambda_resnet26t",
    "ResNeSt": "resnest14d resnest50d_4s2x40d",
    "Res2Net": "res2net50_26w_4s res2next50 dla60_res2net",
    "ResNet v2": "resnetv2_50 resnetv2_50x1_bit resnetv2_50d_evos",
    "ResNet of others": "resnet51q resnetrs50 tresnet_m legacy_seresnet18",
    "CSPNet and DarkNet": "cspresnet50 cspdarknet53 darknet53",
    "VGG": "vgg11 vgg16_bn",
    "DenseNet": "densenet121 densenetblur121d rdnet_tiny",
    "DLA": "dla34",
    "DPN": "dpn68 dpn68b",
    "EfficientNet": "efficientnet_b0 tf_efficientnet_b0 efficientnetv2_rw_t mixnet_s",
    "MobileNet": "mnasnet_100 mobilenetv2_100 mobilenetv3_large_100 mobilenetv4_conv_small",
    "small ones": "fbnetc_100 spnasnet_100 lcnet_050 tinynet_a hardcorenas_a",
    "GhostNet": "ghostnet_100 ghostnetv2_100",
    "HRNet": "hrnet_w18_small",
    "Inception": "inception_v4 inception_resnet_v2 inception_next_atto",
    "NASNet": "nasnetalarge pnasnet5large",
    "NFNet": "nfnet_f0 dm_nfnet_f0 nf_regnet_b1 eca_nfnet_l0",
    "RegNet": "regnetx_002 regnety_002 regnetz_b16 regnetv_040",
    "RepVGG": "repvgg_a0 repvit_m0_9 mobileone_s0",
    "Xception": "xception41 xception65p legacy_xception",
    "ConvNeXt": "convnext_atto convnextv2_atto convnext_nano_ols",
    "VoVNet and HGNet": "vovnet39a ese_vovnet19b_dw hgnet_tiny hgnetv2_b0",
    "MetaFormer": "poolformer_s12 poolformerv2_s12 convformer_s18 convmixer_768_32",
    "ReXNet": "rexnet_100",
    "SelecSLS": "selecsls42b",
    "StarNet and others": "starnet_s1 fastvit_t8 mambaout_femto swiftformer_xs focalnet_tiny_srf",
    "with attention": "edgenext_xx_small botnet26t_256 halonet26t bat_resnext26ts",
}

NAMES = [name for names in FAMILIES.values() for name in names.split()]

TYPICAL = ("resnest14d", "skresnet18", "ghostnet_100", "tresnet_m", "ecaresnet26t")

SIZES = [Size(224, 224), Size(97, 64), *([Size(225, 320), Size(33, 32)] if FULL else [])]


def built(name: str) -> torch.nn.Module:
    with torch.device("meta"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return oracle.timm.create_model(name).eval().to("meta")


@pytest.mark.parametrize("name", representatives(NAMES, TYPICAL))
def test_every_shape_that_is_proven_is_pytorchs(name):
    module = built(name)
    graph = trace(module)
    proven = {op.id for op in graph.ops if op.output.certainty == "proven"}
    taken = 0
    for size in [graph.size, *SIZES]:
        try:
            graph.shapes(size, 2)
        except BadInput:
            continue
        run(module, (2, 3, size.height, size.width))
        wrong = differences(module, graph, size, 2)
        assert not [each for each in wrong if each.id in proven or each.closed_form is None], size
        taken += 1
    assert taken
