"""What somebody wants to see of a network: frozen options ⇄ the text of a query string."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from app.errors import UnknownName
from app.graph import Graph
from app.parse import as_text, nearest, one_of, truth
from app.size import DEFAULT_SIZE, Size

NETWORK = "network"
DETAILS = ("stage", "block", "conv", "full")
DIRECTIONS = ("TB", "LR")
THEMES = ("light", "dark")
SHAPES = ("numbers", "symbols")


@dataclass(frozen=True, slots=True)
class View:
    """One picture of a network.

    ``focus`` is the group it shows (``network`` for all), ``detail`` how far groups are opened,
    ``fold`` whether identical blocks are drawn once, ``direction`` top to bottom or left to right.
    These four make the layout; ``theme``, ``shapes`` and ``size`` only colours and text.
    """

    focus: str = NETWORK
    detail: str = "stage"
    fold: bool = True
    direction: str = "TB"
    theme: str = "light"
    shapes: str = "numbers"
    size: Size = DEFAULT_SIZE

    @classmethod
    def parse(cls, texts: Mapping[str, str]) -> "View":
        """Read the options that ``texts`` has; what is left out has its default."""
        focus = texts.get("focus") or NETWORK
        return cls(
            focus=focus,
            detail=one_of("detail", texts.get("detail") or default_detail(focus), DETAILS),
            fold=truth("fold", texts.get("fold") or "true"),
            direction=one_of("direction", (texts.get("direction") or "TB").upper(), DIRECTIONS),
            theme=one_of("theme", texts.get("theme") or "light", THEMES),
            shapes=one_of("shapes", texts.get("shapes") or "numbers", SHAPES),
            size=Size.parse(texts.get("size") or str(DEFAULT_SIZE)),
        )

    def texts(self) -> dict[str, str]:
        """The options that differ from their defaults, as ``parse`` reads them."""
        mine, usual = (
            {**asdict(view), "size": view.size}
            for view in (self, View(detail=default_detail(self.focus)))
        )
        return {name: as_text(mine[name]) for name in mine if mine[name] != usual[name]}

    def of(self, graph: Graph) -> "View":
        """This view with its focus by module path; ``UnknownName`` if the network has none such."""
        ids = {name: group.id for group in graph.groups for name in group.names} | {
            NETWORK: NETWORK
        }
        if self.focus not in ids:
            stages = [
                name for group in graph.groups if not group.parent for name in group.names[:1]
            ]
            allowed = f"{NETWORK}, {', '.join(stages)}, or a block such as {first_block(graph)}"
            raise UnknownName(
                "focus",
                self.focus,
                "this network has no such part",
                allowed,
                nearest(self.focus, ids),
            )
        return replace(self, focus=ids[self.focus])

    def layout(self) -> "View":
        """The view without what changes only colours and text: the key of a layout."""
        return View(self.focus, self.detail, self.fold, self.direction)


def default_detail(focus: str) -> str:
    """A whole network is shown by stage, a part of it by conv."""
    return "stage" if focus == NETWORK else "conv"


def first_block(graph: Graph) -> str:
    """An example of a block's module path."""
    return next(group.id for group in graph.groups if group.kind == "block")
