import pytest
from resnet_atlas.diagram.project import project
from resnet_atlas.diagram.view import View
from resnet_atlas.graph.tracing.trace import trace

from tests import oracle


@pytest.fixture(scope="module")
def densenet():
    return trace(oracle.named("densenet121"))


@pytest.mark.parametrize("detail", ["block", "conv"])
def test_dense_connections_are_a_chain_and_said(densenet, detail):
    diagram = project(densenet, View(detail=detail))
    assert all(len(diagram.into(node.id)) <= 1 for node in diagram.nodes)
    assert max(node.joined for node in diagram.nodes) == 25  # 24 layers and what enters them


def test_branches_side_by_side_stay():
    diagram = project(trace(oracle.named("squeezenet1_0")), View(detail="conv"))
    assert len(diagram.into("features.3.cat")) == 2
    assert not any(node.joined for node in diagram.nodes)
