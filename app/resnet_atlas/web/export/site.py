"""What an exported site consists of: which addresses have a file in it, and which file.

A site without a server shows what there is to see at the usual input; scripts follow any other, by
arithmetic. So a file is made for what no script can do, as ``MADE`` says. What an address asks for
beyond that leads to the nearest there is, or nowhere. ``static/js/shared/site.js`` knows the same.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from resnet_atlas.diagram.view import LISTS, NETWORK
from resnet_atlas.facts.texts.layer_table import TEXT_FORMATS
from resnet_atlas.network.catalogue import CATALOGUE, PRESETS
from resnet_atlas.network.network import Network
from resnet_atlas.store.local_graphs import graph_of
from resnet_atlas.web.export.mode import details
from resnet_atlas.web.language import DEFAULT, PARAMETER, UNTRANSLATED
from resnet_atlas.web.pages.articles import playground
from resnet_atlas.web.pages.comparison_examples import EXAMPLES
from resnet_atlas.web.request.address import local, query
from resnet_atlas.web.request.side import SIDES, Side
from resnet_atlas.web.request.spec_query import SPEC

PART = ("stride_in_1x1", "focus", "detail")

MADE: Mapping[str, tuple[str, ...]] = {
    "": (),
    "tour": (),
    "glossary": (),
    "which": (),
    "table": ("stride_in_1x1",),
    "formula": playground.NAMES,
    "compare": (*SIDES, "focus"),
    "models": PART,
    "diagrams": (*PART, "theme"),
    "api": (*SPEC, *SIDES, "format"),
}
"""By how a path begins: the parameters that make another file."""

LIVE = ("size", "batch", "theme", "shapes")
"""What scripts follow in a page, without another file."""

NEAR = (*LISTS, "fold", "direction")
"""What a page can do without."""

GRAPH = re.compile(r"/graph[^/]*\.js$")
"""The file of a graph: a script, since a page that is opened from a disk can load no JSON."""


@dataclass(frozen=True, slots=True)
class Place:
    """A file of the site.

    ``address`` is where the app has it, in the language of code ``language``. ``live`` is the query
    that tells scripts the rest; ``near`` is whether more was asked for than there is.
    """

    file: str
    address: str
    language: str = DEFAULT.code
    live: str = ""
    near: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    """The site of some networks; of all that have a name by default."""

    networks: Collection[str] = (*CATALOGUE, *PRESETS)

    def place(self, address: str, language: str = DEFAULT.code) -> Place | None:
        """Where what ``address`` asks for is, or what comes nearest to it; None for nowhere.

        ``language`` is that of the page which leads there, unless the address names another.
        """
        path, texts = urlsplit(address).path, dict(parse_qsl(urlsplit(address).query))
        language = texts.pop(PARAMETER, language)
        kind, _, name = path.removeprefix("/").partition("/")
        if kind not in MADE:  # what a page is made with, or else what needs a server
            is_file = "." in path.rpartition("/")[2]
            return Place(path.removeprefix("/"), address) if is_file else None
        made = self.nearest(kind, name.partition(".")[0], texts)
        if made is None or made.keys() - {*MADE[kind], *LIVE}:
            return None
        live = {key: texts[key] for key in LIVE if key in texts and key not in MADE[kind]}
        kept = {key: made[key] for key in MADE[kind] if made.get(key)}
        if path.startswith(UNTRANSLATED):
            live, language = {}, DEFAULT.code
        return Place(
            file_of(path, kept, language),
            local(path) + query(kept),
            language,
            query(live),
            {**kept, **live} != texts,
        )

    def nearest(self, kind: str, name: str, texts: Mapping[str, str]) -> dict[str, str] | None:
        """What there is of what is asked for; None for nothing."""
        if kind == "compare" and texts.keys() & {*SIDES}:
            asked = {side: texts.get(side, "") for side in SIDES}
            ready = (
                each for each in EXAMPLES if {side: getattr(each, side) for side in SIDES} == asked
            )
            if not (each := next(ready, None)):
                return None
            if any(Side.parse(*each).network.name not in self.networks for each in asked.items()):
                return None
            # Another part of the two, opened or not, would be a promise that its page doesn't keep.
            if texts.keys() & {*NEAR} or texts.get("focus", each.focus) != each.focus:
                return None
            return {**asked, "focus": "" if each.focus == NETWORK else each.focus}
        if kind in ("models", "diagrams"):
            return part(name, texts) if name in self.networks else None
        return dict(texts)


def part(name: str, texts: Mapping[str, str]) -> dict[str, str]:
    """The part of a network that an address shows, and how; its other options stay.

    A group that would be opened, closed or drawn one by one comes into focus instead. Of blocks
    that are identical the first is shown, which stands for all.
    """
    made = {key: text for key, text in texts.items() if key not in NEAR}
    turned = next((texts[key] for key in LISTS if texts.get(key)), "").split(",")[0]
    focus = turned or texts.get("focus", NETWORK)
    detail = texts.get("detail", "")
    spec = {key: text for key, text in texts.items() if key in SPEC}
    for run in graph_of(Network.parse(name, spec).origin).runs:
        focus = run[0] if focus in run else focus
    made["focus"] = "" if focus == NETWORK else focus
    made["detail"] = detail if detail in details(focus)[1:] else ""
    return made


def file_of(path: str, texts: Mapping[str, str], language: str = DEFAULT.code) -> str:
    """The name of a file: the path and all that makes it another, in letters every disk takes."""
    stem, dot, ending = path.removeprefix("/").partition(".")
    texts = dict(texts)
    if format := texts.pop("format", ""):
        ending = TEXT_FORMATS[format].ending if format in TEXT_FORMATS else format
    elif not dot:
        ending = "js" if path.endswith("/graph") else "json" if path.startswith("/api/") else "html"
    made = "".join(f"-{name}-{text}" for name, text in texts.items())
    folder = "" if language == DEFAULT.code else f"{language}/"
    return f"{folder}{stem or 'index'}{re.sub(r'[^A-Za-z0-9_.]+', '-', made)}.{ending}"
