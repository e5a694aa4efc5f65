"""What a balancer and a monitor ask a server: is it alive, can it draw, how does it fare."""

import anyio
from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from resnet_atlas.errors import Busy
from resnet_atlas.messages import Message
from resnet_atlas.render.pictures import Pictures
from resnet_atlas.web.metrics import Metrics
from resnet_atlas.web.version import version

router = APIRouter(include_in_schema=False)

NOW = {"Cache-Control": "no-store"}
"""What holds at this moment alone."""

PATIENCE = 5
"""Seconds: who is asked by a balancer has to say no in time, too."""


@router.get("/healthz")
async def alive(request: Request) -> Response:
    """Whether the server answers at all, and which version of it."""
    return JSONResponse({"status": "ok", "version": version()}, headers=NOW)


@router.get("/readyz")
async def ready(request: Request) -> Response:
    """Whether it can draw, tried out or seen meanwhile; 503 where it can't."""
    pictures: Pictures = request.app.state.pictures
    counted: Metrics = request.app.state.metrics
    before = counted.drawn
    with anyio.move_on_after(PATIENCE):
        await pictures.ready()
        return JSONResponse({"status": "ok"}, headers=NOW)
    if counted.drawn > before:  # what was tried waits behind others, and they get on
        return JSONResponse({"status": "ok"}, headers=NOW)
    raise Busy(Message("The smallest of pictures takes more than {seconds} s.", seconds=PATIENCE))


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """All that is counted, as Prometheus reads it."""
    counted: Metrics = request.app.state.metrics
    return Response(generate_latest(counted.registry), headers=NOW, media_type=CONTENT_TYPE_LATEST)
