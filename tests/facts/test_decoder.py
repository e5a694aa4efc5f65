"""What a decoder that doubles maps asks of its input, against one that PyTorch runs."""

from itertools import pairwise

import pytest
import torch
from resnet_atlas.facts.decoder import junctions, nearest
from resnet_atlas.network.catalogue import named
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import Size
from resnet_atlas.store.local_graphs import graph_of
from torch.nn import functional as F  # noqa: N812

from tests import oracle
from tests.depth import FULL

create_feature_extractor = oracle.torchvision.models.feature_extraction.create_feature_extractor
LEVELS = {"relu": "c1", "layer1": "c2", "layer2": "c3", "layer3": "c4", "layer4": "c5"}
SIZES = [Size(side, 224) for side in range(193, 258, 1 if FULL else 8)] + [Size(225, 320)]


def failing(features, size):
    """How many junctions PyTorch refuses: the map made twice as large, and the next larger one."""
    image = torch.empty(1, 3, size.height, size.width, device="meta")
    maps = [image, *features(image).values()]
    count = 0
    for larger, smaller in pairwise(maps):
        grown = F.interpolate(smaller, scale_factor=2)
        try:
            torch.cat([grown, larger], 1)
        except RuntimeError:
            count += 1
    return count


@pytest.mark.parametrize("name", ["resnet18", "resnet50"])
def test_the_junctions_that_fail_are_those_that_pytorch_refuses(name):
    found = junctions(graph_of(named(name)))
    features = create_feature_extractor(oracle.named(name), LEVELS)
    assert len(found) == 5
    for size in SIZES:
        assert sum(not junction.fits(size) for junction in found) == failing(features, size)
        for near in nearest(found, size):
            assert near
            assert failing(features, near) == 0


def test_nearest_sizes_are_the_multiples_of_the_output_stride():
    found = junctions(graph_of(named("resnet50")))
    assert nearest(found, Size(225, 320)) == (Size(224, 320), Size(256, 320))
    assert nearest(found, Size(1, 1)) == (None, Size(32, 32))


def test_a_network_without_a_stride_at_the_end_has_a_junction_less():
    network = Network.parse("resnet50", {"dilated_stages": "4"})
    assert len(junctions(graph_of(network.origin))) == 4
