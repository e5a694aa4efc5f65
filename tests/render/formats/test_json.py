import json
from itertools import product

from resnet_atlas.diagram.project import project
from resnet_atlas.diagram.view import NETWORK, View
from resnet_atlas.network.size import Size
from resnet_atlas.render.formats.json import to_json

from tests import oracle
from tests.diagrams import focuses


def drawn(graph, view):
    return json.loads(json.dumps(to_json(project(graph, view), view)))


def test_it_is_the_diagram_node_for_node_and_arrow_for_arrow(graph):
    for focus, detail in product(focuses(graph), ("stage", "conv")):
        view = View(focus, detail)
        diagram = project(graph, view)
        plain = drawn(graph, view)
        assert [node["id"] for node in plain["nodes"]] == [node.id for node in diagram.nodes]
        assert [(it["source"], it["target"], it["role"]) for it in plain["arrows"]] == [
            (arrow.source, arrow.target, arrow.role) for arrow in diagram.arrows
        ]
        assert [it["id"] for it in plain["frames"]] == [frame.id for frame in diagram.frames]


def test_references_lead_to_what_is_there(graph):
    for focus in focuses(graph):
        plain = drawn(graph, View(focus, "full", fold=False))
        frames = {frame["id"] for frame in plain["frames"]}
        assert {node["frame"] for node in plain["nodes"]} <= {None, *frames}
        assert {frame["parent"] for frame in plain["frames"]} <= {None, *frames}


def test_shapes_are_torchvisions(name, graph):
    size = Size(225, 320)
    heard = oracle.outputs(oracle.named(name), size)
    plain = drawn(graph, View(NETWORK, "full", fold=False, size=size))
    checked = [node for node in plain["nodes"] if node["kind"] not in ("tensor", "add", "flatten")]
    assert {node["id"]: tuple(node["output"]["shape"]) for node in checked} == {
        node["id"]: heard[node["id"]] for node in checked
    }
    assert len(checked) == sum(op.kind not in ("add", "flatten") for op in graph.layers)


def test_members_of_each_kind_of_node(graphs):
    nodes = {it["id"]: it for it in drawn(graphs["resnet50"], View("layer2", "conv"))["nodes"]}
    conv = nodes["layer2.0.conv2"]
    output = conv.pop("output")
    assert conv == {
        "id": "layer2.0.conv2",
        "frame": "layer2.0",
        "role": "residual",
        "stride": 2,
        "kind": "conv",
        "name": "conv2",
        "text": ["3×3, 128", "stride=2 ↓2", "padding=1"],
    }
    assert output == {
        "shape": [1, 128, 28, 28],
        "symbolic": "128×⌈H/8⌉×⌈W/8⌉",
        "channels": 128,
        "extents": [{"a": 7, "s": 8}] * 2,
    }
    assert nodes["layer2.0.relu:3→"]["kind"] == "tensor"
    stage = drawn(graphs["resnet50"], View(NETWORK, "stage"))["nodes"][2]
    assert (stage["id"], stage["kind"], stage["count"]) == ("layer1", "stage", 1)
    assert stage["text"] == ["layer1 · Bottleneck ×3", "stage 1 · conv2_x"]


def test_a_folded_frame_lists_its_copies(graphs):
    frames = drawn(graphs["resnet50"], View("layer2", "conv"))["frames"]
    assert frames == [
        {
            "id": "layer2.0",
            "kind": "block",
            "parent": None,
            "title": "layer2.0 · Bottleneck",
            "count": 1,
            "copies": ["layer2.0"],
        },
        {
            "id": "layer2.1",
            "kind": "block",
            "parent": None,
            "title": "layer2.1–3 · Bottleneck ×3",
            "count": 3,
            "copies": ["layer2.1", "layer2.2", "layer2.3"],
        },
    ]


def test_the_view_is_said_in_full(graphs):
    view = View("layer2", "conv", False, "LR", closed=("layer2.1",), size=Size(225, 320), batch=2)
    assert drawn(graphs["resnet50"], view)["view"] == {
        "focus": "layer2",
        "detail": "conv",
        "fold": False,
        "direction": "LR",
        "open": [],
        "closed": ["layer2.1"],
        "unfold": [],
        "batch": 2,
        "size": [225, 320],
    }
