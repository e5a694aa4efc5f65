"""The description of the API, with examples that are computed like any other answer."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from resnet_atlas.facts.facts import Facts
from resnet_atlas.network.catalogue import PRESETS
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import DEFAULT_SIZE, Size
from resnet_atlas.store.atlas import paper_table
from resnet_atlas.store.graphs import graph_of
from resnet_atlas.web.api import schemas
from resnet_atlas.web.api.comparison_schema import ComparisonAnswer
from resnet_atlas.web.api.graph_schema import GraphAnswer
from resnet_atlas.web.api.paper_table_schema import PaperTable
from resnet_atlas.web.request.sides import Side, compared


def describe(web: FastAPI) -> dict[str, Any]:
    """OpenAPI of ``web``; made once, at the first request for it."""
    if not web.openapi_schema:
        web.openapi_schema = get_openapi(
            title=web.title,
            version=web.version,
            description=web.description,
            routes=web.routes,
        )
        for path, answer in examples().items():
            success = web.openapi_schema["paths"][path]["get"]["responses"]["200"]
            success["content"]["application/json"]["example"] = answer.model_dump(mode="json")
    return web.openapi_schema


def examples() -> dict[str, BaseModel]:
    """One answer a route, for the first block of ResNet-50's second stage, cut to be read."""
    network = Network.parse("resnet50", {})
    graph = graph_of(network.spec)
    size, batch = Size(225, 320), 2
    facts = Facts(graph, size, batch)
    one = schemas.Model.of(network, size, batch, facts.summary)
    one.stages = [
        stage.model_copy(update={"blocks": stage.blocks[:1]}) for stage in one.stages[1:2]
    ]
    rows = [facts.layer("layer2.0.conv2")]
    whole = GraphAnswer.of(network, graph)
    first = [op for op in whole.ops if op.block == "layer2.0"][:2]
    part = whole.model_copy(
        update={
            "ops": first,
            "groups": [group for group in whole.groups if group.id == "layer2.0"],
            "edges": [edge for edge in whole.edges if edge.target in {op.id for op in first}],
        }
    )
    table = PaperTable.of(paper_table(DEFAULT_SIZE, stride_in_1x1=True), stride_in_1x1=True)
    table.rows = [row for row in table.rows if row.layer == "layer2"]
    shown = schemas.Input.of(network, size, batch)
    checked = len(graph.layers)
    base = "/api/v1/models"
    return {
        base: schemas.ModelList(
            models=[schemas.ModelEntry.of(network, Facts(graph, DEFAULT_SIZE).total)]
        ),
        f"{base}/{{name}}": one,
        f"{base}/{{name}}/layers": schemas.LayerList(model=network.name, input=shown, layers=rows),
        f"{base}/{{name}}/graph": part,
        f"{base}/{{name}}/verify": schemas.Verification(
            checked=checked, agree=checked, differences=[]
        ),
        "/api/v1/presets": schemas.PresetList(
            presets=[schemas.Preset.of("resnet50d", PRESETS["resnet50d"])]
        ),
        "/api/v1/table": table,
        "/api/v1/compare": comparison(),
    }


def comparison() -> ComparisonAnswer:
    """The place of the stride: one part, and all that differs."""
    left, right = Side.parse("left", "resnet50"), Side.parse("right", "resnet50;stride_in_1x1=true")
    made = compared(left, right, DEFAULT_SIZE)
    answer = ComparisonAnswer.of(left, right, DEFAULT_SIZE, made)
    answer.parts = [row for row in answer.parts if row.name == "stage2"]
    return answer
