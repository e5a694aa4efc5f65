from contextlib import closing
from dataclasses import replace

import anyio
import pytest
from resnet_atlas.errors import BadParameter
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import Size
from resnet_atlas.store.graphs import Graphs
from resnet_atlas.store.local_graphs import graph_of
from resnet_atlas.store.verifications import Verifications
from resnet_atlas.workers.pool import WorkerPool

SIZE = Size(33, 65)
NAMES = ("resnet18", "resnext50_32x4d", "squeezenet1_1")


def test_pytorch_finds_no_difference_in_a_worker():
    async def verify():
        with closing(WorkerPool(1)) as pool:
            verifications = Verifications(Graphs(pool), pool)
            return [
                await verifications.verify(Network.parse(name, {}), Size(33, 65), 2)
                for name in NAMES
            ]

    expected = [(len(graph_of(Network.parse(name, {}).origin).layers), []) for name in NAMES]
    assert anyio.run(verify) == expected


def test_a_network_of_too_many_layers_is_refused_without_a_worker():
    pool = WorkerPool(1, queue=0)
    verifications = Verifications(Graphs(pool), pool)
    long = replace(CATALOGUE["resnet50"], depths=(3, 4, 990, 3))
    with pytest.raises(BadParameter, match="5000 layers"):
        anyio.run(verifications.verify, Network("resnet50", long), Size(64, 64))
