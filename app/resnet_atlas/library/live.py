"""A picture that lives in a notebook without a server: its shapes follow a slider.

It is one page in a frame of its own, which may run its own script and reach nothing else: neither
the notebook around it nor another server. Without scripts it is the picture at the size it was
drawn for.
"""

import json
import re
from dataclasses import replace
from functools import cached_property
from html import escape
from math import ceil
from typing import Any

from resnet_atlas.diagram.view import DETAILS, View
from resnet_atlas.errors import AtlasError
from resnet_atlas.graph.fit import Demand
from resnet_atlas.graph.graph import Graph
from resnet_atlas.library import drawing
from resnet_atlas.network.network import Network
from resnet_atlas.render.theme import DARK, LIGHT, PALETTES, variables
from resnet_atlas.resources import resource_folder

MOST_BYTES = 400_000
"""What a further level of detail may take in the notebook's file."""

HIGHEST = 640
"""Pixels of the picture that are in sight; the rest is scrolled to."""

CONTROLS = 96
"""Pixels of the controls above it, with a line for what is wrong."""

HEIGHT = re.compile(r'viewBox="0 0 \S+ ([0-9.]+)"')

LARGEST = 640
"""The largest side on the slider; a size that is typed may be larger."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"

STYLE = """\
body{margin:0;font:14px/1.4 system-ui,sans-serif;background:var(--paper);color:var(--ink)}
form{display:flex;flex-wrap:wrap;gap:.4rem 1rem;align-items:center;padding:.6rem .8rem;margin:0}
label{display:flex;gap:.4rem;align-items:center}
input,select{font:inherit;min-height:32px}
input[type=number]{width:5.5em}
output{color:var(--stride);flex-basis:100%;min-height:1.4em}
figure{margin:0;overflow:auto;text-align:center}
figure[hidden]{display:none}
figure svg{max-width:100%;height:auto}
"""


class Live:
    """A picture of a view, for a cell of a notebook to end with."""

    def __init__(self, network: Network, graph: Graph, view: View) -> None:
        self.network, self.graph, self.view = network, graph, view

    @property
    def page(self) -> str:
        """The page in the frame, complete in itself."""
        light, dark = (
            "".join(f"--{name}:{color};" for name, color in palette.items())
            for palette in (LIGHT, DARK)
        )
        dark_rule = f"@media (prefers-color-scheme:dark){{:root{{color-scheme:dark;{dark}}}}}"
        themes = f":root{{{light}}}{dark_rule if self.view.theme == 'auto' else ''}"
        if self.view.theme == "dark":
            themes = f":root{{color-scheme:dark;{dark}}}"
        size, pictures = self.view.size, self.pictures
        options = "".join(
            f"<option{' selected' if detail == self.view.detail else ''}>{detail}</option>"
            for detail in pictures
        )
        figures = "".join(
            f'<figure data-detail="{detail}"{"" if detail == self.view.detail else " hidden"}>'
            f"{svg}</figure>"
            for detail, svg in pictures.items()
        )
        demands = escape(json.dumps([encoded(demand) for demand in self.graph.demands]))
        script = resource_folder("static") / "vendor" / "js" / "notebook.js"
        code = script.read_text(encoding="utf-8").replace("</", "<\\/")
        return (
            '<!doctype html><html lang="en"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
            f"<title>{escape(self.network.title)}</title><style>{themes}{STYLE}</style></head>"
            f'<body data-demands="{demands}"><form hidden>'
            f"<strong>{escape(self.network.title)}</strong>"
            f"{side('height', size.height)}{side('width', size.width)}"
            f'<label>detail <select name="detail">{options}</select></label>'
            '<output aria-live="polite"></output></form>'
            f"{figures}<script>{code}</script>"
            "</body></html>"
        )

    @cached_property
    def pictures(self) -> dict[str, str]:
        """The picture by level of detail: the view's own, and what else isn't too large."""
        found: dict[str, str] = {}
        for detail in DETAILS:
            view = replace(self.view, detail=detail)
            try:
                text = drawing.svg(self.network, self.graph, view, variables())
            except AtlasError:
                if detail == self.view.detail:
                    raise
                continue
            if detail == self.view.detail or len(text) <= MOST_BYTES:
                found[detail] = text
        return found

    def _repr_html_(self) -> str:
        """The page in its frame, which is as high as the highest picture."""
        heights = (float(HEIGHT.search(svg)[1]) for svg in self.pictures.values())  # type: ignore[index]  # each has one
        height = min(ceil(max(heights)), HIGHEST) + CONTROLS
        return (
            f'<iframe sandbox="allow-scripts" title="{escape(self.network.title)}" '
            f'style="width:100%;height:{height}px;border:0" '
            f'srcdoc="{escape(self.page)}"></iframe>'
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """The live picture, a still one for what shows no pages, and a line of text."""
        still = drawing.svg(self.network, self.graph, self.view, PALETTES[self.view.theme])
        text = f"{self.network.title} at {self.view.size.height}×{self.view.size.width}"
        return {"text/html": self._repr_html_(), "image/svg+xml": still, "text/plain": text}


def side(name: str, value: int) -> str:
    """The controls of a side of the input."""
    return (
        f'<label>{name} <input type="range" name="{name}" min="1" max="{LARGEST}" value="{value}">'
        f'<input type="number" aria-label="{name}" min="1" max="4096" value="{value}"></label>'
    )


def encoded(demand: Demand) -> list[str]:
    """A demand as the script reads it: the op, what it is given and what it takes."""
    return [demand.op.id, demand.given.encoded, demand.taken.encoded]
