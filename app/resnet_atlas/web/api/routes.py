"""The facts as JSON, below ``/api/v1``."""

from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Path
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from resnet_atlas.errors import Busy
from resnet_atlas.facts.facts import Facts
from resnet_atlas.facts.layers import matching
from resnet_atlas.facts.texts.layer_table import LISTINGS, TEXT_FORMATS
from resnet_atlas.facts.texts.paper_table import TYPESET
from resnet_atlas.messages import Message
from resnet_atlas.network.catalogue import CATALOGUE, PRESETS
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import DEFAULT_SIZE
from resnet_atlas.network.source import source
from resnet_atlas.network.spec import CONVS_PER_BLOCK
from resnet_atlas.parse import one_of
from resnet_atlas.store import atlas
from resnet_atlas.store.graphs import graph_of
from resnet_atlas.web.api import schemas
from resnet_atlas.web.api.comparison_schema import ComparisonAnswer
from resnet_atlas.web.api.graph_schema import GraphAnswer
from resnet_atlas.web.api.paper_table_schema import PaperTable
from resnet_atlas.web.request.accept import TABLES, preferred
from resnet_atlas.web.request.parameters import described
from resnet_atlas.web.request.query import INPUT, SPEC, Query
from resnet_atlas.web.request.sides import SIDES, Side, compared, usual

PROBLEM: dict[str, Any] = {
    "description": "What was wrong, and what is allowed.",
    "content": {"application/problem+json": {"schema": schemas.Problem.model_json_schema()}},
}
BUSY: dict[str, Any] = {**PROBLEM, "description": "More is asked for than can be done in time."}
ERRORS: dict[int | str, dict[str, Any]] = {404: PROBLEM, 422: PROBLEM, 503: BUSY}

router = APIRouter(prefix="/api/v1", tags=["facts"], responses=ERRORS)
Name = Annotated[
    str,
    Path(
        description="A network by name.",
        openapi_examples={"resnet50": {"value": "resnet50"}},
    ),
]


PYTHON = "text/x-python"

MOST_VERIFYING = 4
"""How many verifications may wait for the one that is under way."""

TEXTS: dict[int | str, dict[str, Any]] = {
    200: {"content": {it.media: {"schema": {"type": "string"}} for it in TEXT_FORMATS.values()}}
}
"""What a table can be had as, beside JSON."""


def format_of(request: Request, query: Query) -> str:
    """What a table is asked for as: by ``format``, else by what the client would rather have."""
    if format := query.texts.get("format"):
        return one_of("format", format, ("json", *TEXT_FORMATS))
    as_csv = preferred(request.headers.get("accept"), *TABLES) == "text/csv"
    return "csv" if as_csv else "json"


def as_json(answer: BaseModel) -> Response:
    """An answer that may be large, written in the thread that made it: never where all wait."""
    return Response(answer.model_dump_json(by_alias=True), media_type="application/json")


def as_file(text: str, format: str, name: str) -> Response:
    """A text to look at, or to save under a name."""
    _, media, ending = TEXT_FORMATS[format]
    headers = {"Content-Disposition": f'inline; filename="{name}.{ending}"'}
    return Response(text, media_type=media, headers=headers)


@router.get("/models", summary="All named networks")
def list_models(request: Request) -> schemas.ModelList:
    """Every named network, with its costs for one image of 224×224."""
    Query.of(request)
    networks = [Network(name, spec) for name, spec in CATALOGUE.items()]
    totals = [Facts(graph_of(network.spec), DEFAULT_SIZE).total for network in networks]
    return schemas.ModelList(models=list(map(schemas.ModelEntry.of, networks, totals)))


@router.get("/presets", summary="Variants with a name")
def list_presets(request: Request) -> schemas.PresetList:
    """What the literature has a name for, beside torchvision's networks: each can be asked for."""
    Query.of(request)
    found = [schemas.Preset.of(name, preset) for name, preset in PRESETS.items()]
    return schemas.PresetList(presets=found)


@router.get("/models/{name}", summary="One network", openapi_extra=described(*INPUT, *SPEC))
def show_model(request: Request, name: Name) -> schemas.Model:
    """The spec, totals and stages of a network; any option of its spec can be changed."""
    query = Query.of(request, *INPUT, *SPEC)
    network = query.network(name)
    summary = Facts(graph_of(network.spec), query.size, query.batch).summary
    return schemas.Model.of(network, query.size, query.batch, summary)


@router.get(
    "/models/{name}/layers",
    summary="Its layers",
    openapi_extra=described(
        *INPUT,
        "stage",
        "block_or_path",
        "kind",
        "format",
        *[name for name in SPEC if name != "block"],
    ),
    responses=TEXTS,
    response_model=schemas.LayerList,
)
def list_layers(request: Request, name: Name) -> Response:
    """Every op in the order of execution: shapes, options, closed forms and costs."""
    query = Query.of(request, *INPUT, "stage", "kind", "format", *SPEC)
    texts = dict(query.texts)
    format = format_of(request, query)
    # ``block`` is an option of the spec and a filter; a path is never the name of a block's type.
    path = texts.pop("block") if texts.get("block", "basic") not in CONVS_PER_BLOCK else ""
    network = Query(texts).network(name)
    graph = graph_of(network.spec)
    rows = matching(
        Facts(graph, query.size, query.batch).layers,
        graph,
        texts.get("stage", ""),
        path,
        texts.get("kind", ""),
    )
    if format in LISTINGS:
        return as_file(LISTINGS[format](rows), format, name)
    given = schemas.Input.of(network, query.size, query.batch)
    return as_json(schemas.LayerList(model=network.name, input=given, layers=rows))


@router.get(
    "/models/{name}/graph",
    summary="Its graph",
    openapi_extra=described(*SPEC),
    response_model=GraphAnswer,
)
def show_graph(request: Request, name: Name) -> Response:
    """Ops, groups and edges, for any input size."""
    network = Query.of(request, *SPEC).network(name)
    return as_json(GraphAnswer.of(network, graph_of(network.spec)))


@router.get(
    "/models/{name}/source",
    summary="Its source",
    openapi_extra=described("size", *SPEC),
    responses={200: {"content": {PYTHON: {"schema": {"type": "string"}}}}},
    response_class=Response,
)
def show_source(request: Request, name: Name) -> Response:
    """A PyTorch module that builds exactly this network, by the same module paths."""
    query = Query.of(request, "size", *SPEC)
    network = query.network(name)
    text = source(network.spec, network.title, query.size)
    file = f"{name}_variant" if network.changes else name
    headers = {"Content-Disposition": f'inline; filename="{file}.py"'}
    return Response(text, media_type=PYTHON, headers=headers)


@router.get(
    "/models/{name}/verify",
    summary="The closed form against PyTorch",
    openapi_extra=described(*INPUT, *SPEC),
)
async def verify_model(request: Request, name: Name) -> schemas.Verification:
    """Run the module itself on PyTorch's meta device and compare every shape."""
    query = Query.of(request, *INPUT, *SPEC)
    network = query.network(name)
    # One at a time: it holds torch, and those that wait shall not take all threads. Nor shall many
    # wait, for each of them is verified in the end, whether or not anybody still waits for it.
    verifying: CapacityLimiter = request.app.state.verifying
    if verifying.statistics().tasks_waiting >= MOST_VERIFYING:
        raise Busy(Message("Too many networks are being verified."))
    checked, found = await to_thread.run_sync(
        atlas.verify, network.spec, query.size, query.batch, limiter=verifying
    )
    return schemas.Verification(
        checked=checked,
        agree=checked - len(found),
        differences=[schemas.Difference.model_validate(difference) for difference in found],
    )


@router.get(
    "/table",
    summary="The paper's table",
    openapi_extra=described("size", "stride_in_1x1", "format"),
    responses=TEXTS,
    response_model=PaperTable,
)
def show_table(request: Request) -> PaperTable | Response:
    """Table 1 of arXiv:1512.03385, computed: matrices, output sizes and sums of five depths."""
    query = Query.of(request, "size", "stride_in_1x1", "format")
    format = format_of(request, query)
    table = atlas.paper_table(query.size, query.stride_in_1x1)
    if format in TYPESET:
        return as_file(TYPESET[format](table), format, "table")
    return PaperTable.of(table, query.stride_in_1x1)


@router.get(
    "/compare",
    summary="Two networks side by side",
    openapi_extra=described(*SIDES, "size"),
    response_model=ComparisonAnswer,
)
def show_comparison(request: Request) -> Response:
    """What each part costs in either network, and all that differs, in words."""
    query = Query.of(request, *SIDES, "size")
    left, right = (Side.parse(name, query.texts.get(name, "")) for name in SIDES)
    size = query.size
    if not query.texts.get("size"):
        left, right, size = usual(left, right)
    return as_json(ComparisonAnswer.of(left, right, size, compared(left, right, size)))
