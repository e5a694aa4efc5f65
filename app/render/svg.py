"""Graphviz's SVG → ours: a template for ``paint``, in which an arrow is one element.

What Graphviz calls ``id`` becomes ``data-id``, the module path by which a script finds it: ids
would clash where two pictures stand in one page. Tooltips become ``<title>``, links plain ones.
"""

import re
from itertools import pairwise
from math import dist

FONTS = "ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',monospace"
JOINT = 8
"""Strokes that end and begin so few points apart are one stroke; a label needs more."""

PATH = re.compile(r"<path [^>]*?\bd=\"([^\"]*)\"/>")
POINT = re.compile(r"(-?[\d.]+),(-?[\d.]+)")


def tidy(svg: str) -> str:
    """The template of a picture, from what Graphviz writes."""
    svg = re.sub(r"<!--.*?-->\n?", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    svg = re.sub(r"<title>[^<]*</title>\n?", "", svg)
    svg = re.sub(r' xml:space="preserve"| font-family="[^"]*"| xmlns:xlink="[^"]*"', "", svg)
    svg = re.sub(r"<g id=\"a_[^\"]*\">", "<g>", svg)
    svg = re.sub(r" xlink:title=\"([^\"]*)\">", r"><title>\1</title>", svg)
    svg = svg.replace(' xlink:href="', ' href="')
    svg = re.sub(r'(<svg width="[\d.]+)pt" height="([\d.]+)pt"', r'\1" height="\2"', svg)
    svg = svg.replace("<svg ", f'<svg font-family="{FONTS}" ', 1)
    return re.sub(r"<g id=\"", '<g data-id="', joined(svg))


def joined(svg: str) -> str:
    """The SVG with the strokes of an arrow, which ``lanes`` numbers, as one, and no joints."""
    head, *groups = re.split(r"(?=<g id=\")", svg)
    tail = "</g>\n</svg>\n"
    groups[-1] = groups[-1].removesuffix(tail)
    kept = [head]
    strokes: dict[str, dict[int, str]] = {}
    for group in groups:
        id, number = re.match(r'<g id="([^"]*?)(?:#(\d+))?"', group).groups()  # type: ignore[union-attr]
        if number is not None:
            strokes.setdefault(id, {})[int(number)] = group
        elif 'class="node joint"' not in group:
            kept.append(group)
    for id, parts in strokes.items():
        kept.append(
            one([parts[number] for number in sorted(parts)]).replace(f'"{id}#0"', f'"{id}"')
        )
    return "".join(kept) + tail


def one(strokes: list[str]) -> str:
    """Groups of strokes that follow each other as the first group, its path going through all."""
    first, *others = strokes
    drawn = [PATH.search(stroke)[1] for stroke in strokes]  # type: ignore[index]
    way = drawn[0]
    for before, after in pairwise(drawn):
        end, start = POINT.findall(before)[-1], POINT.findall(after)[0]
        apart = dist([float(x) for x in end], [float(x) for x in start])
        way += f"{'L' if apart < JOINT else 'M'}{after[1:]}"
    rest = "".join(
        PATH.sub("", other).partition(">\n")[2].removesuffix("</g>\n") for other in others
    )
    return first.replace(drawn[0], way).removesuffix("</g>\n") + rest.lstrip("\n") + "</g>\n"
