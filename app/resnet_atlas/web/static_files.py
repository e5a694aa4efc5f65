"""Static files, at addresses that change when a file changes, so that browsers may keep them."""

from functools import cache
from hashlib import blake2b
from pathlib import Path

from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from resnet_atlas.resources import resource_folder

PREFIX = "/static/"
IMMUTABLE = "public, max-age=31536000, immutable"


@cache
def fingerprint(file: Path) -> str:
    """A digest of a file's content, the same on every replica."""
    return blake2b(file.read_bytes(), digest_size=6).hexdigest()


def with_fingerprint(address: str) -> str:
    """The address of a static file, with the fingerprint of the file as its query."""
    file = resource_folder("static") / address.removeprefix(PREFIX)
    return f"{address}?v={fingerprint(file)}"


class FingerprintedFiles(StaticFiles):
    """Starlette's static files; an address with the right fingerprint may be kept for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file; ``Cache-Control: immutable`` only where the fingerprint is the file's own."""
        response = await super().get_response(path, scope)
        query = scope["query_string"].decode("latin-1")
        if not isinstance(response, FileResponse) or not query.startswith("v="):
            return response
        if query == f"v={fingerprint(Path(response.path))}":
            response.headers["Cache-Control"] = IMMUTABLE
        return response
