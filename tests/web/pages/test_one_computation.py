"""A page computes each fact of its network once."""

from collections import Counter

import pytest
from resnet_atlas.facts import facts as facts_module
from resnet_atlas.graph.graph import Graph

HTML = {"Accept": "text/html"}


@pytest.fixture
def walks(monkeypatch):
    """How often the graph is walked for each kind of fact."""
    counted = Counter()

    def count(owner, name):
        original = getattr(owner, name)

        def counting(*given, **more):
            counted[name] += 1
            return original(*given, **more)

        monkeypatch.setattr(owner, name, counting)

    count(Graph, "shapes")
    count(facts_module, "receptive_fields")
    count(facts_module, "cost_of")
    return counted


@pytest.mark.parametrize("path", ["/models/resnet50", "/models/resnet50?focus=layer2.0&batch=3"])
def test_a_networks_page_walks_the_graph_once_for_each_fact(client, graphs, walks, path):
    query = "&size=201" if "?" in path else "?size=202"  # asked for by no other test
    assert client.get(path + query, headers=HTML).status_code == 200
    layers = len(graphs["resnet50"].layers)
    assert walks == {"shapes": 1, "receptive_fields": 1, "cost_of": layers}


def test_the_layers_of_the_api_walk_the_graph_once_for_each_fact(client, graphs, walks):
    assert client.get("/api/v1/models/resnet50/layers?size=203").status_code == 200
    layers = len(graphs["resnet50"].layers)
    assert walks == {"shapes": 1, "receptive_fields": 1, "cost_of": layers}
