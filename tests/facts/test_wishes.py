"""The lines of "I want …" are run against torchvision's networks."""

from copy import deepcopy

import pytest
import torch
from resnet_atlas.facts.wishes import wishes
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import Size
from resnet_atlas.store.local_graphs import graph_of
from torch import nn

from tests import oracle
from tests.depth import representatives

SIZE = Size(224, 320)


def of(name, **options):
    network = Network.parse(name, options)
    found = wishes(network, graph_of(network.origin), SIZE)
    return {str(wish.title): wish for wish in found}


def run(lines, name):
    """The network that the lines make of torchvision's, on the meta device."""
    scope = {"net": deepcopy(oracle.named(name)), "nn": nn, "torchvision": oracle.torchvision}
    with torch.device("meta"):
        exec(lines, scope)  # our own lines
    return scope["net"]


def image(channels=3, size=SIZE):
    return torch.empty(1, channels, size.height, size.width, device="meta")


@pytest.mark.parametrize("name", representatives(CATALOGUE))
def test_each_line_does_what_is_wished_for(name):
    found = of(name)
    for level, stride in enumerate((4, 8, 16, 32), 2):
        wish = found[f"features at stride {stride} (C{level})"]
        (out,) = run(wish.lines, name)(image()).values()
        assert "×".join(map(str, out.shape[1:])) in wish.answer
        assert tuple(out.shape[2:]) == (224 // stride, 320 // stride)
    assert run(found["one input channel"].lines, name)(image(1)).shape == (1, 1000)
    assert run(found["10 classes"].lines, name)(image()).shape == (1, 10)
    small = run(found["images of 32×32"].lines, name)
    last = []
    small.layer4.register_forward_hook(lambda module, args, out: last.append(out.shape[2:]))
    small(image(3, Size(32, 32)))
    assert f"the last map is {last[0][0]}×{last[0][1]}" in found["images of 32×32"].answer


@pytest.mark.parametrize("name", representatives(CATALOGUE))
def test_the_last_stage_keeps_its_map_or_the_reason_is_said(name):
    wish = of(name)["keep 14×20 in the last stage"]
    if not wish.lines:
        assert "basic blocks" in wish.answer
        return
    net = run(wish.lines, name).eval()
    last = []
    net.layer4.register_forward_hook(lambda module, args, out: last.append(out.shape))
    net(image())
    assert "×".join(map(str, last[0][1:])) in wish.answer


@pytest.mark.parametrize("name", representatives(CATALOGUE))
def test_pretrained_weights_are_named_as_torchvision_names_them(name):
    line = of(name)["load pretrained weights"].lines
    assert line == f'net = torchvision.models.{name}(weights="DEFAULT")'
    assert oracle.torchvision.models.get_model_weights(name)["DEFAULT"]


def test_what_fits_says_what_it_takes():
    assert "8 GB" in next(title for title in of("resnet50") if "fit in" in title)
    assert of("resnet18")["fit in 8 GB at batch 64"].memory == ""
    assert "autocast_bfloat16" in of("resnet101")["fit in 8 GB at batch 64"].memory


def test_a_stride_that_no_stage_has_is_said():
    found = of("resnet20")
    assert found["features at stride 8 (C3)"].answer.endswith("the strides are 1, 2, 4")
    assert "it takes them" in found["images of 32×32"].answer


def test_a_network_that_keeps_its_map_says_so():
    assert of("resnet50", dilated_stages="4")["keep 14×20 in the last stage"].answer == "it does"
