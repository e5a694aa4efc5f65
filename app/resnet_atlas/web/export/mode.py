"""Whether a page is made for a server or for an exported site, and what the latter has."""

from contextvars import ContextVar

from resnet_atlas.diagram.view import NETWORK

exported: ContextVar[bool] = ContextVar("exported", default=False)
"""Whether the answer that is being made is for an exported site."""


def details(focus: str) -> tuple[str, ...]:
    """The levels of detail that a part has pages for, the usual one first.

    All ops, batch norms and ReLUs too, are shown of single blocks.
    """
    if focus == NETWORK:
        return ("stage", "block", "conv")
    return ("conv", "full") if "." in focus else ("conv",)
