"""The closed form against PyTorch."""

from typing import Annotated

from anyio import CapacityLimiter, to_thread
from fastapi import Query
from pydantic import BaseModel
from starlette.requests import Request

from resnet_atlas.errors import Busy
from resnet_atlas.messages import Message
from resnet_atlas.store import atlas
from resnet_atlas.web.api.responses import Name, facts_router
from resnet_atlas.web.api.schemas import FromFacts
from resnet_atlas.web.request.spec_query import NetworkQuery

router = facts_router()

MOST_VERIFYING = 4
"""How many verifications may wait for the one that is under way."""


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
    # One at a time: it holds torch, and those that wait shall not take all threads. Nor shall many
    # wait, for each of them is verified in the end, whether or not anybody still waits for it.
    verifying: CapacityLimiter = request.app.state.verifying
    if verifying.statistics().tasks_waiting >= MOST_VERIFYING:
        raise Busy(Message("Too many networks are being verified."))
    checked, found = await to_thread.run_sync(
        atlas.verify, network.spec, query.size_for(name), query.batch, limiter=verifying
    )
    return Verification(
        checked=checked,
        agree=checked - len(found),
        differences=[Difference.model_validate(difference) for difference in found],
    )
