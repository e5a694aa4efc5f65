import csv
import io
import json
import re
from math import prod

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given
from hypothesis import strategies as st
from resnet_atlas.facts.cost import EXACT
from resnet_atlas.facts.facts import Facts
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.network.options import READERS
from resnet_atlas.network.size import DEFAULT_SIZE, Size
from resnet_atlas.web.request.view_query import INPUT, VIEW
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests import oracle
from tests.depth import examples, full
from tests.facts.test_cost import PARAMETERS
from tests.server import serving

API = "/api/v1/models"


def get(client, path, **params):
    answer = client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


# ---- /models -----------------------------------------------------------------------------------


def test_the_ten_networks_and_their_costs(client, graphs):
    models = get(client, API)["models"]
    assert {model["name"]: model["parameters"] for model in models} == PARAMETERS
    assert [model["name"] for model in models] == list(CATALOGUE)
    for model in models:
        spec = CATALOGUE[model["name"]]
        assert model["block"] == spec.block
        assert tuple(model["depths"]) == spec.depths
        assert model["depth"] == int(re.search(r"ne(?:x?)t(\d+)", model["name"])[1])
        cost = Facts(graphs[model["name"]], DEFAULT_SIZE).total
        assert (model["macs"], model["activations"]) == (cost.macs, cost.activations)
        assert get(client, model["url"])["name"] == model["name"]


# ---- /models/{name} ----------------------------------------------------------------------------


def test_one_network(client, name):
    one = get(client, f"{API}/{name}", size="225x320", batch=2)
    shapes = oracle.outputs(oracle.named(name), Size(225, 320), 2)
    assert one["name"] == name
    assert one["spec"]["depths"] == list(CATALOGUE[name].depths)
    assert one["input"] == {"batch": 2, "channels": 3, "height": 225, "width": 320}
    assert tuple(one["output"]) == (2, 1000)
    assert set(one["totals"]) == {"parameters", "macs", "activations", "conv_fc_activations"}
    assert one["totals"]["parameters"] == PARAMETERS[name]
    for number, stage in enumerate(one["stages"], 1):
        names = [stage[key] for key in ("name", "layer", "paper")]
        assert names == [f"stage{number}", f"layer{number}", f"conv{number + 1}_x"]
        assert tuple(stage["output"]) == shapes[stage["layer"]]
        assert [tuple(block["output"]) for block in stage["blocks"]] == [
            shapes[block["id"]] for block in stage["blocks"]
        ]
        assert len(stage["blocks"]) == CATALOGUE[name].depths[number - 1]
        totals = [block["totals"] for block in stage["blocks"]]
        for key, value in stage["totals"].items():
            assert value == sum(total[key] for total in totals)


def test_options_of_the_spec_vary_a_network(client):
    paper = get(client, f"{API}/resnet50", stride_in_1x1="true")
    assert paper["changes"] == {"stride_in_1x1": "true"}
    assert 3.8e9 <= paper["totals"]["macs"] < 3.9e9
    usual = get(client, f"{API}/resnet50")
    assert usual["totals"]["macs"] == 4_089_184_256
    assert usual["changes"] == {}


OPTIONS = [
    ("block", "basic", "basic"),
    ("depths", "1,2,3", [1, 2, 3]),
    ("groups", "32", 32),
    ("width_per_group", "4", 4),
    ("stride_in_1x1", "true", True),
    ("dilated_stages", "3,4", [3, 4]),
    ("first_dilation", "own", "own"),
    ("multi_grid", "1,2,4", [1, 2, 4]),
    ("strides", "1,2,2,1", [1, 2, 2, 1]),
    ("stride_at", "last", "last"),
    ("stem_stride", "1", 1),
    ("stem_pool", "ceil", "ceil"),
    ("squeeze_divisor", "8", 8),
    ("eca", "true", True),
    ("antialias", "true", True),
    ("padding", "same", "same"),
    ("bias", "all", "all"),
    ("norm", "group", "group"),
    ("base_width", "32", 32),
    ("widths", "64,96,128,160", [64, 96, 128, 160]),
    ("stem", "deep", "deep"),
    ("shortcut", "pooled", "pooled"),
    ("preactivation", "true", True),
    ("squeeze", "16", 16),
    ("in_channels", "1", 1),
    ("num_classes", "10", 10),
]


@pytest.mark.parametrize(
    ("option", "text", "value"),
    [*OPTIONS[::9], *full(it for number, it in enumerate(OPTIONS) if number % 9)],
)
def test_every_option_can_be_given(client, option, text, value):
    assert get(client, f"{API}/resnet50", **{option: text})["spec"][option] == value
    for resource in ("layers", "graph", "verify"):
        get(client, f"{API}/resnet50/{resource}", **{option: text})


def test_all_options_are_those_above():
    assert {row[0] for row in OPTIONS} == set(READERS)


def test_the_largest_answer_is_still_exact(client):
    one = get(client, f"{API}/resnet50", size="4096", batch="256", num_classes="100000")
    assert one["totals"]["macs"] <= EXACT
    half = get(client, f"{API}/resnet50", size="4096", batch="128", num_classes="100000")
    assert one["totals"]["macs"] == 2 * half["totals"]["macs"]
    assert "." not in json.dumps(one["totals"])
    assert "e" not in json.dumps(list(one["totals"].values()))


# ---- /models/{name}/layers ---------------------------------------------------------------------


def test_layers_at_an_odd_size_in_a_batch(client):
    answer = get(client, f"{API}/resnet50/layers", size="225x320", batch=2)
    layer = {layer["id"]: layer for layer in answer["layers"]}["layer2.0.conv2"]
    expected = {
        "id": "layer2.0.conv2",
        "kind": "conv",
        "stage": "layer2",
        "block": "layer2.0",
        "role": "residual",
        "inputs": [[2, 128, 57, 80]],
        "output": [2, 128, 29, 40],
        "extent": {"height": {"a": 7, "s": 8}, "width": {"a": 7, "s": 8}},
        "kernel": [3, 3],
        "stride": [2, 2],
        "padding": [1, 1],
        "dilation": [1, 1],
        "groups": 1,
        "parameters": 128 * 128 * 9,
        "macs": 2 * 29 * 40 * 128 * 128 * 9,
        "activations": 2 * 128 * 29 * 40,
        "formula": {
            "height": "⌊(57 + 2·1 − 3) / 2⌋ + 1 = 29",
            "width": "⌊(80 + 2·1 − 3) / 2⌋ + 1 = 40",
        },
        "dropped": {"height": 0, "width": 1},
        "symbolic": "128×⌈H/8⌉×⌈W/8⌉",
        "certainty": "proven",
        # 7×7 and pooling see 11 pixels; three 3×3 at jump 4, then this one: 11 + 4·2·4.
        "receptive_field": [43, 43],
    }
    assert {key: layer[key] for key in expected} == expected


def test_layers_are_torchvisions_in_the_order_of_execution(client, name):
    rows = get(client, f"{API}/{name}/layers", size="97x33")["layers"]
    heard = oracle.outputs(oracle.named(name), Size(97, 33))
    mine = {row["id"]: tuple(row["output"]) for row in rows}
    assert {id: shape for id, shape in mine.items() if id in heard} == {
        id: shape for id, shape in heard.items() if id in mine
    }
    assert [id for id in mine if id in heard] == [id for id in heard if id in mine]
    assert sum(row["parameters"] for row in rows) == PARAMETERS[name]


@pytest.mark.parametrize(
    ("filters", "keeps"),
    [
        ({"stage": "stage2"}, lambda row: row["stage"] == "layer2"),
        ({"stage": "conv3_x"}, lambda row: row["stage"] == "layer2"),
        ({"stage": "stem"}, lambda row: row["stage"] == "stem"),
        ({"block": "layer2.0"}, lambda row: row["block"] == "layer2.0"),
        ({"kind": "conv"}, lambda row: row["kind"] == "conv"),
        (
            {"stage": "layer2", "kind": "add"},
            lambda row: row["stage"] == "layer2" and row["kind"] == "add",
        ),
        ({"stage": "layer1", "block": "layer2.0"}, lambda row: False),
    ],
)
def test_filters_keep_what_they_say(client, filters, keeps):
    everything = get(client, f"{API}/resnet50/layers")["layers"]
    kept = get(client, f"{API}/resnet50/layers", **filters)["layers"]
    assert kept == [row for row in everything if keeps(row)]


def test_block_is_a_path_to_filter_by_or_a_type_to_build_from(client):
    assert len(get(client, f"{API}/resnet50/layers", block="basic")["layers"]) == len(
        get(client, f"{API}/resnet34/layers")["layers"]
    )


def test_layers_as_csv_say_what_they_say_as_json(client):
    answer = client.get(f"{API}/resnet50/layers?size=225x320&batch=2&format=csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    facts = get(client, f"{API}/resnet50/layers", size="225x320", batch=2)["layers"]
    assert list(rows[0]) == list(facts[0])
    assert [row["id"] for row in rows] == [fact["id"] for fact in facts]
    assert [int(row["macs"]) for row in rows] == [fact["macs"] for fact in facts]
    assert {row["id"]: row["output"] for row in rows}["layer2.0.conv2"] == "2x128x29x40"


@pytest.mark.parametrize(
    ("format", "media", "ending", "cell"),
    [
        ("markdown", "text/markdown", "md", "| 2×128×29×40 |"),
        ("latex", "application/x-latex", "tex", r" & 2$\times$128$\times$29$\times$40 & "),
    ],
)
def test_a_table_for_a_paper_has_the_rows_that_are_asked_for(client, format, media, ending, cell):
    query = f"size=225x320&batch=2&block=layer2.0&format={format}"
    answer = client.get(f"{API}/resnet50/layers?{query}")
    assert answer.headers["content-type"].partition(";")[0] == media
    assert f'filename="resnet50.{ending}"' in answer.headers["content-disposition"]
    assert cell in answer.text
    assert "layer2.0.conv2" in answer.text
    assert "layer2.1" not in answer.text


def test_the_address_alone_says_the_format(client):
    path = f"{API}/resnet18/layers"
    answer = client.get(path, headers={"Accept": "text/csv"})
    assert answer.headers["content-type"] == "application/json"


# ---- /models/{name}/graph and /verify ----------------------------------------------------------


def test_graph(client, name, graph):
    answer = get(client, f"{API}/{name}/graph")
    assert [op["id"] for op in answer["ops"]] == [op.id for op in graph.ops]
    assert [group["id"] for group in answer["groups"]] == [group.id for group in graph.groups]
    ids = {op["id"] for op in answer["ops"]}
    groups = {group["id"] for group in answer["groups"]}
    for edge in answer["edges"]:
        assert {edge["source"], edge["target"]} <= ids
    assert {op["block"] for op in answer["ops"]} <= groups | {None}
    assert {group["parent"] for group in answer["groups"]} <= groups | {None}
    assert len(answer["edges"]) == sum(len(op["inputs"]) for op in answer["ops"])
    conv = next(op for op in answer["ops"] if op["id"] == "layer2.0.conv1")
    assert conv["output"]["extents"] == [
        {"a": e.a, "s": e.s} for e in graph.op["layer2.0.conv1"].output.axes
    ]


@pytest.mark.parametrize(("size", "batch"), [("224", 1), ("97x33", 3)])
def test_all_that_layers_say_follows_from_the_graph(client, name, size, batch):
    """As a script does: extents for shapes, MACs by position, windows, receptive fields."""
    rows = get(client, f"{API}/{name}/layers", size=size, batch=batch)["layers"]
    first, *ops = get(client, f"{API}/{name}/graph")["ops"]
    height, width = Size.parse(size).height, Size.parse(size).width
    assert (first["kind"], first["parameters"], first["macs_per_position"]) == ("input", 0, 0)
    assert [op["id"] for op in ops] == [row["id"] for row in rows]
    for op, row in zip(ops, rows, strict=True):
        tensor = op["output"]
        pairs = zip(tensor["extents"], (height, width), strict=False)
        sides = [(n + e["a"]) // e["s"] if e["s"] else e["a"] for e, n in pairs]
        assert [batch, tensor["channels"], *sides] == row["output"]
        assert op["macs_per_position"] * batch * prod(sides) == row["macs"]
        assert op["inputs"] == row["sources"]
        for key in ("kind", "stage", "block", "role", "groups", "parameters", "receptive_field"):
            assert op[key] == row[key]
        for key in ("kernel", "stride", "padding", "dilation"):
            assert (op["windows"] and [window[key] for window in op["windows"]]) == row[key]


def test_a_layer_of_the_graph_says_what_makes_it(client, name):
    module = oracle.named(name)
    for op in get(client, f"{API}/{name}/graph")["ops"]:
        if op["kind"] in ("conv", "linear"):
            made = module.get_submodule(op["id"])
            conv = op["kind"] == "conv"
            assert op["in_channels"] == (made.in_channels if conv else made.in_features)
            assert op["bias"] == (made.bias is not None)


def test_groups_are_numbered_within_what_they_are_in(client):
    groups = get(client, f"{API}/resnet50/graph")["groups"]
    numbers = {group["id"]: group["number"] for group in groups}
    assert (numbers["layer2"], numbers["layer2.0"], numbers["layer2.3"]) == (2, 0, 3)


@pytest.mark.parametrize("size", ["1", "225x320", "4096x1"])
def test_verify_agrees_on_every_op(client, name, graph, size):
    answer = get(client, f"{API}/{name}/verify", size=size, batch=3)
    assert answer == {
        "checked": len(graph.layers),
        "agree": len(graph.layers),
        "differences": [],
    }


# ---- OpenAPI -----------------------------------------------------------------------------------


def parameters(client, path):
    schema = get(client, "/api/v1/openapi.json")
    return [p["name"] for p in schema["paths"][path]["get"].get("parameters", [])]


SPEC = list(READERS)


@pytest.mark.parametrize(
    ("path", "names"),
    [
        (API, []),
        (f"{API}/{{name}}", ["name", *INPUT, *SPEC]),
        (f"{API}/{{name}}/layers", ["name", *INPUT, "stage", "kind", "format", *SPEC]),
        (f"{API}/{{name}}/graph", ["name", "size", *SPEC]),
        (f"{API}/{{name}}/verify", ["name", *INPUT, *SPEC]),
        ("/api/v1/table", ["size", "stride_in_1x1", "format"]),
        (
            "/diagrams/{name}.{format}",
            ["name", "format", "scale", "dpi", "background", "heat", *VIEW, *SPEC],
        ),
    ],
)
def test_exactly_the_parameters_that_are_read_are_described(client, path, names):
    described = parameters(client, path)
    assert sorted(described) == sorted(names)
    # The route itself says what it takes, when asked for something else.
    url = path.replace("{name}", "resnet18").replace("{format}", "svg")
    taken = client.get(f"{url}?no_such=1").json()["allowed"]
    in_path = {"name"} | ({"format"} if "{format}" in path else set())
    assert {*taken.split(", ")} - {"none"} == set(names) - in_path


def test_nothing_but_the_api_and_pictures_is_described(client):
    schema = get(client, "/api/v1/openapi.json")
    assert set(schema["paths"]) == {
        API,
        f"{API}/{{name}}",
        f"{API}/{{name}}/layers",
        f"{API}/{{name}}/memory",
        f"{API}/{{name}}/roofline",
        f"{API}/{{name}}/graph",
        f"{API}/{{name}}/verify",
        f"{API}/{{name}}/source",
        f"{API}/{{name}}/state_dict",
        f"{API}/{{name}}/code",
        f"{API}/{{name}}/usage",
        "/api/v1/identify",
        "/api/v1/presets",
        "/api/v1/table",
        "/api/v1/compare",
        "/diagrams/{name}.{format}",
        "/diagrams/compare.{format}",
    }


def test_every_answer_has_an_example_and_every_operation_words(client):
    schema = get(client, "/api/v1/openapi.json")
    for path, item in schema["paths"].items():
        operation = item.get("get") or item["post"]
        assert operation["summary"]
        assert operation["description"]
        assert all(p["description"] for p in operation.get("parameters", []))
        if path.startswith("/api/") and not path.endswith("/source"):  # that answers in Python
            assert operation["responses"]["200"]["content"]["application/json"]["example"]


def test_examples_are_what_the_routes_answer(client):
    schema = get(client, "/api/v1/openapi.json")
    answers = schema["paths"][f"{API}/{{name}}/layers"]["get"]["responses"]["200"]
    example = answers["content"]["application/json"]["example"]
    real = get(client, f"{API}/resnet50/layers", size="225x320", batch=2)
    assert [row for row in real["layers"] if row["id"] == "layer2.0.conv2"] == example["layers"]


@pytest.fixture(scope="module")
def described():
    """The API as a real server describes it, and where that is."""
    with serving(layout_seconds=60, request_seconds=120) as server:
        schema = json.loads(server.get("/api/v1/openapi.json")[2])
        yield schemathesis.openapi.from_dict(schema), f"http://127.0.0.1:{server.port}"


@pytest.mark.slow
@pytest.mark.full
@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("mode", GenerationMode)
def test_whatever_is_asked_the_answer_is_as_described(described, mode, half):
    """All of schemathesis' checks but one: no schema can say which options exclude each other."""
    schema, url = described
    operations = [it.ok() for it in schema.get_all_operations()][half::2]
    strategies = [
        it.as_strategy(generation_mode=mode)
        for it in operations
        if mode == GenerationMode.POSITIVE or it.definition.raw.get("parameters")
    ]

    @examples(100, suppress_health_check=list(HealthCheck), database=None)
    @given(case=st.one_of(strategies))
    def ask(case):
        # As a form sends what was left empty, which says nothing; so are an object and an array.
        assume(all(it not in ("", {}, []) for it in case.query.values()))
        case.call_and_validate(
            base_url=url, timeout=120, excluded_checks=[positive_data_acceptance]
        )

    ask()
