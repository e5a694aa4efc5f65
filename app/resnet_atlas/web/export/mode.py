"""Whether a page is made for a server or for an exported site of files."""

from contextvars import ContextVar

exported: ContextVar[bool] = ContextVar("exported", default=False)
"""Whether the answer that is being made is for an exported site."""
