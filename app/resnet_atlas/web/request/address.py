"""What an address is made of: a path of this very site, and a query string."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from resnet_atlas.web import root

LIVE = ("/healthz", "/readyz", "/metrics")
"""Where the answer is different each time."""


def local(path: str) -> str:
    """A path of the application as an address writes it, below the root of the site.

    It never leads to another site, as ``//evil.com`` would.
    """
    return root.below("/" + quote(path.lstrip("/")))


def query(texts: Mapping[str, str] | Sequence[tuple[str, str]]) -> str:
    """A query string, with its question mark; commas and the like stay as they are."""
    return f"?{urlencode(texts, safe=',;=')}" if texts else ""
