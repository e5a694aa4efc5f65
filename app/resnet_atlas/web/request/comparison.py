"""Comparing the two sides of a request."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from resnet_atlas.errors import BadParameter
from resnet_atlas.facts.facts import Facts
from resnet_atlas.network.size import Size
from resnet_atlas.web.request.facts import load_facts
from resnet_atlas.web.request.side import SIDES, Side, side_error


async def load_sides(request: Request, sides: tuple[Side, Side], shared: Size) -> list[Facts]:
    """The facts of both sides. A size that a side can't take is refused as it was given."""
    loaded = []
    for parameter, side in zip(SIDES, sides, strict=True):
        facts = await load_facts(request, side.network, side.size(shared))
        try:
            await run_in_threadpool(getattr, facts, "costs")
        except BadParameter as error:
            if side.own_size is None:
                raise
            raise side_error(parameter, side.text, error) from error
        loaded.append(facts)
    return loaded
