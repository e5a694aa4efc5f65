"""What weights are: by their names and shapes, or by what PyTorch said when they didn't load."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field, RootModel
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from resnet_atlas.checkpoint.answer import IdentifyAnswer
from resnet_atlas.facts.state_dict import state_dict, state_dict_of
from resnet_atlas.web.api.responses import PROBLEM, Name, facts_router, json_response
from resnet_atlas.web.request.checkpoint import read_body, report_of_body
from resnet_atlas.web.request.facts import load_graph
from resnet_atlas.web.request.query import QueryModel
from resnet_atlas.web.request.spec_query import SpecQuery

router = facts_router()


class IdentifyBody(BaseModel):
    """Names and shapes, or an error's text; at most 1 MB and 20,000 names."""

    tensors: dict[str, list[int]] | None = Field(
        None, description="The shape of every tensor, by name.", max_length=20_000
    )
    error: str | None = Field(
        None, description="What PyTorch printed, or a list of names and shapes."
    )
    against: str | None = Field(
        None,
        description="The network that they are to fit, as `resnet50` or `resnet50;num_classes=7`.",
    )


class StateDict(BaseModel):
    """The weights of a network."""

    model: str
    changes: dict[str, str] = Field(description="options that differ from the named network's")
    tensors: dict[str, tuple[int, ...]]


BODY = {
    "required": True,
    "content": {"application/json": {"schema": IdentifyBody.model_json_schema()}},
}


@router.post(
    "/identify",
    summary="What weights are",
    response_model=IdentifyAnswer,
    responses={413: PROBLEM},
    openapi_extra={"requestBody": BODY},
)
async def identify_weights(request: Request, _: Annotated[QueryModel, Query()]) -> Response:
    """The network that has these weights, and why they don't load, each cause once.

    What is sent is read and forgotten.
    """
    body = await read_body(request)

    def answer() -> BaseModel:
        return RootModel[IdentifyAnswer](IdentifyAnswer.of(report_of_body(body)))

    return await json_response(answer)


@router.get(
    "/models/{name}/state_dict", summary="Its weights' names and shapes", response_model=StateDict
)
async def show_state_dict(
    request: Request, name: Name, query: Annotated[SpecQuery, Query()]
) -> Response:
    """The names and shapes of all weights, as PyTorch's `state_dict` has them."""
    network = query.network(name)
    if network.has_spec:
        tensors = await run_in_threadpool(state_dict_of, network.spec)
    else:
        tensors = state_dict(await load_graph(request, network.origin))
    return await json_response(
        lambda: StateDict(model=network.name, changes=network.changes, tensors=tensors)
    )
