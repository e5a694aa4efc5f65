"""The description of the API, with examples that are computed like any other answer."""

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, RootModel
from starlette.requests import Request
from starlette.responses import JSONResponse

from resnet_atlas.checkpoint.answer import IdentifyAnswer
from resnet_atlas.checkpoint.report import report_of_text
from resnet_atlas.facts.code.usage import usages
from resnet_atlas.facts.comparison.comparison import compare
from resnet_atlas.facts.facts import Facts
from resnet_atlas.facts.memory.memory import Memory
from resnet_atlas.facts.roofline import DEVICES
from resnet_atlas.facts.state_dict import shapes_of
from resnet_atlas.graph.graph import Graph
from resnet_atlas.network.catalogue import PRESETS
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import DEFAULT_SIZE, Size
from resnet_atlas.network.source import source
from resnet_atlas.store.graphs import Graphs
from resnet_atlas.web import root
from resnet_atlas.web.api.checkpoint import StateDict
from resnet_atlas.web.api.comparison import ComparisonAnswer
from resnet_atlas.web.api.models.code import Code, UsageList
from resnet_atlas.web.api.models.graph import GraphAnswer, MemorySpans
from resnet_atlas.web.api.models.layers import LayerList
from resnet_atlas.web.api.models.memory import MemoryAnswer
from resnet_atlas.web.api.models.models import Model, ModelEntry, ModelList, Preset, PresetList
from resnet_atlas.web.api.models.roofline import RooflineAnswer
from resnet_atlas.web.api.models.verification import Verification
from resnet_atlas.web.api.schemas import Input
from resnet_atlas.web.api.table import PaperTable
from resnet_atlas.web.request.facts import load_paper_table
from resnet_atlas.web.request.side import Side

router = APIRouter(include_in_schema=False)


@router.get("/api/v1/openapi.json")
async def show_description(request: Request) -> JSONResponse:
    """The description, for /docs and for generators of clients."""
    return JSONResponse(await describe(request.app))


async def describe(web: FastAPI) -> dict[str, Any]:
    """OpenAPI of ``web``. It is made once, at the first request for it."""
    if not web.openapi_schema:
        web.openapi_schema = get_openapi(
            title=web.title,
            version=web.version,
            description=web.description,
            routes=web.routes,
            servers=[{"url": prefix}] if (prefix := root.below("")) else None,
        )
        for path, answer in (await examples(web.state.graphs)).items():
            operations = web.openapi_schema["paths"][path]
            success = next(iter(operations.values()))["responses"]["200"]
            success["content"]["application/json"]["example"] = answer.model_dump(mode="json")
    return web.openapi_schema


async def examples(graphs: Graphs) -> dict[str, BaseModel]:
    """One answer for each route, about the first block of ResNet-50's second stage, shortened."""
    network = Network.parse("resnet50", {})
    size, batch = Size(225, 320), 2
    graph = await graphs.load(network.origin)
    facts = Facts(graph, size, batch)
    model = Model.of(network, facts)
    model.stages = [
        stage.model_copy(update={"blocks": stage.blocks[:1]}) for stage in model.stages[1:2]
    ]
    paper_table = await load_paper_table(graphs, DEFAULT_SIZE, stride_in_1x1=True)
    table = PaperTable.of(paper_table, stride_in_1x1=True)
    table.rows = [row for row in table.rows if row.layer == "layer2"]
    checked = len(graph.layers)
    base = "/api/v1/models"
    return {
        base: ModelList(models=[ModelEntry.of(network, Facts(graph, DEFAULT_SIZE).total)]),
        f"{base}/{{name}}": model,
        f"{base}/{{name}}/layers": LayerList(
            model=network.name,
            input=Input.of(graph, size, batch),
            layers=[facts.layer("layer2.0.conv2")],
        ),
        f"{base}/{{name}}/memory": memory_example(network, graph, size, batch),
        f"{base}/{{name}}/roofline": roofline_example(network, Facts(graph, size, batch)),
        f"{base}/{{name}}/code": code_example(network, graph),
        f"{base}/{{name}}/usage": UsageList(
            model=network.name, at="layer3", usages=usages(network, graph, "layer3")[:1]
        ),
        f"{base}/{{name}}/graph": graph_example(GraphAnswer.of(network, graph)),
        f"{base}/{{name}}/verify": Verification(checked=checked, agree=checked, differences=[]),
        "/api/v1/presets": PresetList(presets=[Preset.of("resnet50d", PRESETS["resnet50d"])]),
        "/api/v1/table": table,
        "/api/v1/compare": await comparison_example(graphs),
        "/api/v1/identify": identify_example(),
        f"{base}/{{name}}/state_dict": StateDict(
            model=network.name, changes={}, tensors=shapes_of(graph.op["layer2.0.conv2"])
        ),
    }


def identify_example() -> BaseModel:
    """The most frequent error: other classes."""
    text = (
        "size mismatch for fc.weight: copying a param with shape torch.Size([1000, 2048]) from "
        "checkpoint, the shape in current model is torch.Size([7, 2048])."
    )
    report = report_of_text(text, Network.parse("resnet50", {"num_classes": "7"}))
    return RootModel[IdentifyAnswer](IdentifyAnswer.of(report))


def memory_example(network: Network, graph: Graph, size: Size, batch: int) -> MemoryAnswer:
    """The memory of training with AdamW, and of one op."""
    given = Input.of(graph, size, batch)
    answer = MemoryAnswer.of(network.name, given, Memory(graph), size)
    answer.ops = tuple(op for op in answer.ops if op.id == "layer2.0.conv2")
    answer.groups = tuple(group for group in answer.groups if group.id == "layer2.0")
    return answer


def roofline_example(network: Network, facts: Facts) -> RooflineAnswer:
    """The arithmetic per byte on one device, and of one op."""
    answer = RooflineAnswer.of(network.name, facts, "float32", DEVICES["a100"])
    answer.ops = [op for op in answer.ops if op.id == "layer2.0.conv2"]
    return answer


def code_example(network: Network, graph: Graph) -> Code:
    """The source, and the lines of one op."""
    answer = Code.of(network, graph, source(network.spec, network.title, DEFAULT_SIZE))
    answer.places = {"layer2.0.conv2": answer.places["layer2.0.conv2"]}
    return answer


def graph_example(graph: GraphAnswer) -> GraphAnswer:
    """A graph with two ops of one block."""
    ops = [op for op in graph.ops if op.block == "layer2.0"][:2]
    ids = {op.id for op in ops}
    return graph.model_copy(
        update={
            "ops": ops,
            "groups": [group for group in graph.groups if group.id == "layer2.0"],
            "edges": [edge for edge in graph.edges if edge.target in ids],
            "memory": MemorySpans(
                inference=[], training=graph.memory.training[:2], checkpointed=[]
            ),
        }
    )


async def comparison_example(graphs: Graphs) -> ComparisonAnswer:
    """The place of the stride: one part, and all that differs."""
    left, right = Side.parse("left", "resnet50"), Side.parse("right", "resnet50;stride_in_1x1=true")
    comparison = compare(*[Facts(await graphs.load(side.network.origin)) for side in (left, right)])
    answer = ComparisonAnswer.of(left, right, DEFAULT_SIZE, comparison)
    answer.parts = [row for row in answer.parts if row.name == "stage2"]
    return answer
