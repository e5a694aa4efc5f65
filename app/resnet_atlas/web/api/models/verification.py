"""The closed form against PyTorch."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel
from starlette.requests import Request

from resnet_atlas.store.verifications import Verifications
from resnet_atlas.web.api.responses import Name, facts_router
from resnet_atlas.web.api.schemas import FromFacts
from resnet_atlas.web.request.spec_query import NetworkQuery

router = facts_router()


class Difference(FromFacts):
    """An op on whose output shape the closed form and PyTorch differ."""

    id: str
    closed_form: tuple[int, ...] | None
    pytorch: tuple[int, ...] | None


class Verification(BaseModel):
    """The closed form against PyTorch's own run of the module, op by op."""

    checked: int
    agree: int
    differences: list[Difference]


@router.get("/models/{name}/verify", summary="The closed form against PyTorch")
async def verify_model(
    request: Request, name: Name, query: Annotated[NetworkQuery, Query()]
) -> Verification:
    """Run the module itself on PyTorch's meta device and compare every shape."""
    network = query.network(name)
    verifications: Verifications = request.app.state.verifications
    checked, found = await verifications.verify(network, query.size_for(name), query.batch)
    return Verification(
        checked=checked,
        agree=checked - len(found),
        differences=[Difference.model_validate(difference) for difference in found],
    )
