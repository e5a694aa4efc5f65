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


def test_pytorch_finds_no_difference_in_a_worker():
    async def verify():
        with closing(WorkerPool(1)) as pool:
            verifications = Verifications(Graphs(pool), pool)
            names = ("resnet18", "resnext50_32x4d")
            return [
                await verifications.verify(Network(it, CATALOGUE[it]), Size(33, 65), 2)
                for it in names
            ]

    small, large = anyio.run(verify)
    assert small == (len(graph_of(CATALOGUE["resnet18"]).layers), [])
    assert large == (len(graph_of(CATALOGUE["resnext50_32x4d"]).layers), [])


def test_a_network_of_too_many_layers_is_refused_without_a_worker():
    pool = WorkerPool(1, queue=0)
    verifications = Verifications(Graphs(pool), pool)
    long = replace(CATALOGUE["resnet50"], depths=(3, 4, 990, 3))
    with pytest.raises(BadParameter, match="5000 layers"):
        anyio.run(verifications.verify, Network("resnet50", long), Size(64, 64))
