"""Own networks that are read anew when their files have changed, before a request is answered."""

from urllib.parse import unquote

from starlette.types import ASGIApp, Receive, Scope, Send

from resnet_atlas.store.own_networks import OwnNetworks


class Reload:
    """Sees to it that an answer is about the networks as their files are now.

    What is wrong with a network is the answer to what mentions it.
    """

    def __init__(self, app: ASGIApp, networks: OwnNetworks) -> None:
        self.app = app
        self.networks = networks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at the files, then answer."""
        if scope["type"] == "http" and not scope["path"].startswith("/static/"):
            await self.networks.refresh()
            self.networks.check(
                unquote(f"{scope['path']}?{scope['query_string'].decode('latin-1')}")
            )
        await self.app(scope, receive, send)
