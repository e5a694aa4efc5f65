"""Where the site is: its origin, and the path below which a proxy has it."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Root:
    """The origin of the site (``https://example.org``) and its path (``/atlas``).

    Either may be empty: the origin where nobody knows it, the path where the site has its host for
    itself.
    """

    origin: str = ""
    path: str = ""


NOWHERE = Root()

current: ContextVar[Root] = ContextVar("root", default=NOWHERE)
"""The root of the answer that is being made."""


def below(address: str) -> str:
    """An address of the application, such as ``/tour``, as the site has it: ``/atlas/tour``."""
    return current.get().path + address


def absolute(address: str) -> str:
    """An address of the site with its origin, or empty where that isn't known."""
    origin = current.get().origin
    return f"{origin}{address}" if origin else ""
