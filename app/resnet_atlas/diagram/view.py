"""A view of a network: the options of one picture, read from and written to a query string."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from resnet_atlas.errors import BadParameter
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.group import KINDS
from resnet_atlas.messages import Message
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import DEFAULT_SIZE, LARGEST_BATCH, Size
from resnet_atlas.parse import as_text, one_of, truth, whole_number

NETWORK = "network"
DETAILS = ("stage", "block", "conv", "full")
DIRECTIONS = ("TB", "LR")
THEMES = ("auto", "light", "dark")
SHAPES = ("numbers", "symbols")
TEXT_ONLY = ("theme", "shapes", "size", "batch")
"""The options that leave the layout as it is."""

LISTS = {"open": KINDS, "closed": KINDS, "unfold": ("block",)}
"""The options that list groups, and the kinds of group that each may list."""

CLOSED = {"stage": ("stem", "stage", "head", "block"), "block": ("block",)}
"""The kinds of group that are closed at a level of detail."""

MOST_ROWS = 20
"""How many rows a picture may have."""

MOST_LISTED = 256
"""How many groups a list may name."""


@dataclass(frozen=True, slots=True)
class View:
    """One picture of a network.

    ``focus`` is the group it shows (``network`` for all), ``detail`` how far groups are opened,
    ``fold`` whether identical blocks are drawn once, ``direction`` top to bottom or left to right,
    ``narrow`` whether a picture from top to bottom fits a column of text or a phone, ``rows`` into
    how many one from left to right is wrapped (0 leaves it to who shows it; in a file it is one).
    ``open`` and ``closed`` are groups that are open or closed at any detail. A block in ``unfold``
    and the blocks identical to it are drawn one by one. All these determine the layout; ``theme``,
    ``shapes``, ``size`` and ``batch`` change only colours and text. The theme ``auto`` is the
    visitor's own on a page, and light in a file.
    """

    focus: str = NETWORK
    detail: str = "stage"
    fold: bool = True
    direction: str = "TB"
    open: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    unfold: tuple[str, ...] = ()
    narrow: bool = False
    rows: int = 0
    theme: str = "auto"
    shapes: str = "numbers"
    size: Size = DEFAULT_SIZE
    batch: int = 1

    @classmethod
    def parse(cls, texts: Mapping[str, str]) -> "View":
        """Read the options in ``texts``; those left out or empty have their defaults."""
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

    def texts_for(self, network: Network) -> dict[str, str]:
        """The options of ``network`` and of this view, for an address.

        The size is left out only if it is 224 and the network was made for 224.
        """
        size = {} if network.usual_size == DEFAULT_SIZE else {"size": str(self.size)}
        return network.changes | self.texts() | size

    def of(self, graph: Graph) -> "View":
        """This view with its groups by module path; ``UnknownName`` if ``graph`` lacks one."""
        found: dict[str, Any] = {
            name: tuple(sorted({graph.find(text, name, kinds).id for text in getattr(self, name)}))
            for name, kinds in LISTS.items()
        }
        for name in self.closed:
            if graph.find(name, "closed").id in found["open"]:
                problem = Message("this is listed in open as well")
                raise BadParameter("closed", name, problem, Message("one or the other"))
        focus = self.focus
        if focus != NETWORK:
            focus = graph.find(focus, "focus", also=NETWORK).id
        return replace(self, focus=focus, **found)

    def layout(self) -> "View":
        """The view with default colours and text: the key of a layout."""
        usual = View()
        return replace(self, **{name: getattr(usual, name) for name in TEXT_ONLY})

    def opens(self, kind: str, groups: Collection[str]) -> bool:
        """Whether a group is open. ``groups`` are the identical ones that it stands for."""
        if not {self.focus, *self.open}.isdisjoint(groups):
            return True
        return {*self.closed}.isdisjoint(groups) and kind not in CLOSED.get(self.detail, ())

    def turned(self, kind: str, groups: Sequence[str]) -> "View":
        """This view with an open group closed, or a closed one open."""
        lists: dict[str, Any] = {
            name: tuple(group for group in getattr(self, name) if group not in groups)
            for name in ("open", "closed")
        }
        opened = not self.opens(kind, groups)
        turned = replace(self, **lists)
        if turned.opens(kind, groups) == opened:
            return turned
        name = "open" if opened else "closed"
        lists[name] = tuple(sorted((*lists[name], groups[0])))
        return replace(self, **lists)


def default_detail(focus: str) -> str:
    """A whole network is shown by stage, a part of it by conv."""
    return "stage" if focus == NETWORK else "conv"


def listed(parameter: str, text: str) -> tuple[str, ...]:
    """Names between commas."""
    names = tuple(dict.fromkeys(filter(None, map(str.strip, text.split(",")))))
    if len(names) > MOST_LISTED:
        allowed = Message("at most {most} names", most=MOST_LISTED)
        raise BadParameter(parameter, text, Message("these are too many"), allowed)
    return names


READERS: dict[str, Callable[[str], Any]] = {
    "focus": str.strip,
    "detail": lambda text: one_of("detail", text, DETAILS),
    "fold": lambda text: truth("fold", text),
    "direction": lambda text: one_of("direction", text.upper(), DIRECTIONS),
    "open": lambda text: listed("open", text),
    "closed": lambda text: listed("closed", text),
    "unfold": lambda text: listed("unfold", text),
    "narrow": lambda text: truth("narrow", text),
    "rows": lambda text: whole_number("rows", text, 1, MOST_ROWS),
    "theme": lambda text: one_of("theme", text, THEMES),
    "shapes": lambda text: one_of("shapes", text, SHAPES),
    "size": Size.parse,
    "batch": lambda text: whole_number("batch", text, 1, LARGEST_BATCH),
}
"""How each option is read from text; the options of a view are exactly these."""
