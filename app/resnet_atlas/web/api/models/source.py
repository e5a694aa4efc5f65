"""The PyTorch source of a network."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from resnet_atlas.network.source import source
from resnet_atlas.web.api.responses import Name, facts_router, file_response
from resnet_atlas.web.request.spec_query import SpecQuery
from resnet_atlas.web.request.view_query import SizeQuery

router = facts_router()

PYTHON = "text/x-python"


class SourceQuery(SpecQuery, SizeQuery):
    """A network that may be varied, and the input that its source names."""


@router.get(
    "/models/{name}/source",
    summary="Its source",
    responses={200: {"content": {PYTHON: {"schema": {"type": "string"}}}}},
    response_class=Response,
)
def show_source(name: Name, query: Annotated[SourceQuery, Query()]) -> Response:
    """A PyTorch module that builds exactly this network, by the same module paths."""
    network = query.network(name)
    text = source(network.spec, network.title, query.size_for(name))
    return file_response(text, PYTHON, f"{name}_variant.py" if network.changes else f"{name}.py")
