"""DOT statements, written faster than the ``graphviz`` package does.

It looks at each value for whether it needs quotes; here all have them, and there are hundreds.
"""

from typing import Any

from graphviz import Digraph


class Drawing(Digraph):  # type: ignore[misc]  # the package has no types
    """A ``Digraph`` whose nodes and edges take no time to write."""

    def node(self, name: str, label: str | None = None, **attributes: Any) -> None:
        """A node; names have no colon."""
        given = attributes if label is None else {"label": label, **attributes}
        self.body.append(f"\t{quote(name)} [{listed(given)}]\n")

    def edge(self, tail: str, head: str, label: str | None = None, **attributes: Any) -> None:
        """An edge between nodes, given as ``name``, ``name:side`` or ``name:port:side``."""
        given = attributes if label is None else {"label": label, **attributes}
        self.body.append(f"\t{end(tail)} -> {end(head)} [{listed(given)}]\n")


def end(text: str) -> str:
    """An end of an edge, its name in quotes."""
    name, colon, place = text.partition(":")
    return f"{quote(name)}{colon}{place}"


def listed(attributes: dict[str, Any]) -> str:
    """An attribute list."""
    return " ".join(f"{name}={quote(value)}" for name, value in attributes.items())


def quote(value: str) -> str:
    """A string in quotes; an HTML-like label, which stands in angle brackets, as it is."""
    if value.startswith("<") and value.endswith(">"):
        return value
    return '"' + value.replace('"', '\\"') + '"'
