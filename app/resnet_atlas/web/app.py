"""The application: settings in, routes and middleware together."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI

import resnet_atlas
from resnet_atlas.render.pictures import Pictures
from resnet_atlas.resources import resource_folder
from resnet_atlas.settings import Settings, read
from resnet_atlas.store.graphs import Graphs
from resnet_atlas.store.lru_cache import LRUCache
from resnet_atlas.store.own_networks import OwnNetworks
from resnet_atlas.store.verifications import Verifications
from resnet_atlas.web import problems
from resnet_atlas.web.metrics import Metrics
from resnet_atlas.web.middleware.cache import ResponseCache
from resnet_atlas.web.middleware.language import LanguageMiddleware
from resnet_atlas.web.middleware.reload import Reload
from resnet_atlas.web.middleware.request_id import RequestId
from resnet_atlas.web.middleware.request_log import RequestLog
from resnet_atlas.web.middleware.root import RootMiddleware
from resnet_atlas.web.middleware.security_headers import SecurityHeaders
from resnet_atlas.web.middleware.url_limit import URLLimit
from resnet_atlas.web.routers import ROUTERS
from resnet_atlas.web.static_files import FingerprintedFiles
from resnet_atlas.workers.pool import WorkerPool

DESCRIPTION = """\
Every shape, closed form and cost of a ResNet, and its diagrams.

MACs are multiply-adds of convolutions and fully connected layers; FLOPs are twice as many.
Module paths are torchvision's. Errors are `application/problem+json` and name the parameter.
"""


def create_app(
    settings: Settings | None = None,
    write: Callable[[str], object] | None = None,
    own: OwnNetworks | None = None,
) -> FastAPI:
    """The web application; ``write`` takes the log line of each request, if it is given.

    ``own`` are networks whose files are followed: a change of one is seen in the next answer.
    """
    settings = settings or read()
    web = FastAPI(
        title="ResNet Atlas",
        version=resnet_atlas.__version__,
        description=DESCRIPTION,
        docs_url=None,  # /docs is a page of ours, which loads nothing from another server
        redoc_url=None,
        openapi_url=None,  # a route of ours: its examples may need a worker
        lifespan=worker_lifespan,
        redirect_slashes=False,  # it would lead to the host that the client names
    )
    cache_bytes = settings.cache_megabytes * 2**20 // 2
    web.state.metrics = metrics = Metrics()
    web.state.torch = (
        own.pool
        if own
        else WorkerPool(
            settings.torch_workers,
            settings.torch_seconds,
            settings.torch_megabytes,
            settings.torch_queue,
        )
    )
    web.state.graphs = Graphs(web.state.torch)
    web.state.verifications = Verifications(web.state.graphs, web.state.torch)
    web.state.layout = WorkerPool(
        settings.layout_workers,
        settings.layout_seconds,
        settings.layout_megabytes,
        settings.layout_queue,
        observe=metrics.laid_out,
    )
    web.state.pictures = Pictures(web.state.graphs, web.state.layout, cache_bytes)
    web.state.answers = LRUCache(cache_bytes)
    metrics.watch(web.state.pictures, web.state.answers)
    web.mount("/static", FingerprintedFiles(directory=resource_folder("static")), name="static")
    for router in ROUTERS:
        web.include_router(router)
    # From the inside out: each is around those before it (see the picture in ``middleware``).
    web.add_middleware(
        ResponseCache, web.state.answers, settings.connections, settings.request_seconds
    )
    if own:
        web.add_middleware(Reload, own)
    web.add_middleware(URLLimit)
    problems.install(web)
    web.add_middleware(RequestLog, metrics, write)
    web.add_middleware(RequestId)
    web.add_middleware(LanguageMiddleware)
    web.add_middleware(SecurityHeaders)
    web.add_middleware(RootMiddleware, settings.root_path, settings.origin)
    return web


@asynccontextmanager
async def worker_lifespan(web: FastAPI) -> AsyncIterator[None]:
    """Start the layout workers before the first request, and end all workers after the last."""
    web.state.layout.start()
    yield
    web.state.layout.close()
    web.state.torch.close()
