"""What somebody wants to see of a network: frozen options ⇄ the text of a query string."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from app.graph import Graph
from app.parse import as_text, one_of, truth
from app.size import DEFAULT_SIZE, Size

NETWORK = "network"
DETAILS = ("stage", "block", "conv", "full")
DIRECTIONS = ("TB", "LR")
THEMES = ("auto", "light", "dark")
SHAPES = ("numbers", "symbols")


@dataclass(frozen=True, slots=True)
class View:
    """One picture of a network.

    ``focus`` is the group it shows (``network`` for all), ``detail`` how far groups are opened,
    ``fold`` whether identical blocks are drawn once, ``direction`` top to bottom or left to right.
    These four make the layout; ``theme``, ``shapes`` and ``size`` only colours and text. The theme
    ``auto`` is the visitor's own on a page, and light in a file.
    """

    focus: str = NETWORK
    detail: str = "stage"
    fold: bool = True
    direction: str = "TB"
    theme: str = "auto"
    shapes: str = "numbers"
    size: Size = DEFAULT_SIZE

    @classmethod
    def parse(cls, texts: Mapping[str, str]) -> "View":
        """Read the options that ``texts`` has; what is left out or empty has its default."""
        given = {name: read(texts[name]) for name, read in READERS.items() if texts.get(name)}
        given.setdefault("detail", default_detail(given.get("focus", NETWORK)))
        return cls(**given)

    def texts(self) -> dict[str, str]:
        """The options that differ from their defaults, as ``parse`` reads them."""
        mine, usual = (
            {**asdict(view), "size": view.size}
            for view in (self, View(detail=default_detail(self.focus)))
        )
        return {name: as_text(mine[name]) for name in mine if mine[name] != usual[name]}

    def of(self, graph: Graph) -> "View":
        """This view with its focus by module path; ``UnknownName`` if the network has none such."""
        if self.focus == NETWORK:
            return self
        return replace(self, focus=graph.find(self.focus, "focus", also=NETWORK).id)

    def layout(self) -> "View":
        """The view without what changes only colours and text: the key of a layout."""
        return View(self.focus, self.detail, self.fold, self.direction)


def default_detail(focus: str) -> str:
    """A whole network is shown by stage, a part of it by conv."""
    return "stage" if focus == NETWORK else "conv"


READERS: dict[str, Callable[[str], Any]] = {
    "focus": str.strip,
    "detail": lambda text: one_of("detail", text, DETAILS),
    "fold": lambda text: truth("fold", text),
    "direction": lambda text: one_of("direction", text.upper(), DIRECTIONS),
    "theme": lambda text: one_of("theme", text, THEMES),
    "shapes": lambda text: one_of("shapes", text, SHAPES),
    "size": Size.parse,
}
"""How each option is read from text; the options of a view are exactly these."""
