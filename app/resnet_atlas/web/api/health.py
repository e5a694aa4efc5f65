"""What a load balancer and a monitor ask: is the server alive, can it draw, what has it counted."""

import anyio
from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

import resnet_atlas
from resnet_atlas.errors import Busy
from resnet_atlas.messages import Message
from resnet_atlas.render.pictures import Pictures
from resnet_atlas.web.metrics import Metrics

router = APIRouter(include_in_schema=False)

NO_STORE = {"Cache-Control": "no-store"}

METHODS = ["GET", "HEAD"]

READY_SECONDS = 5
"""How long a load balancer waits for a yes or a no."""


@router.api_route("/healthz", methods=METHODS)
async def alive(request: Request) -> Response:
    """Whether the server answers at all, and its version."""
    return JSONResponse({"status": "ok", "version": resnet_atlas.__version__}, headers=NO_STORE)


@router.api_route("/readyz", methods=METHODS)
async def ready(request: Request) -> Response:
    """Whether the server can draw: it tries, or sees another drawing succeed; 503 if neither."""
    pictures: Pictures = request.app.state.pictures
    counted: Metrics = request.app.state.metrics
    before = counted.drawn
    with anyio.move_on_after(READY_SECONDS):
        await pictures.ready()
        return JSONResponse({"status": "ok"}, headers=NO_STORE)
    if counted.drawn > before:  # the attempt waits behind others, which succeed
        return JSONResponse({"status": "ok"}, headers=NO_STORE)
    raise Busy(
        Message("The smallest of pictures takes more than {seconds} s.", seconds=READY_SECONDS)
    )


@router.api_route("/metrics", methods=METHODS)
async def metrics(request: Request) -> Response:
    """All that is counted, as Prometheus reads it."""
    counted: Metrics = request.app.state.metrics
    return Response(
        generate_latest(counted.registry), headers=NO_STORE, media_type=CONTENT_TYPE_LATEST
    )
