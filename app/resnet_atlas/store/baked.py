"""The graphs of the networks that have a name: made at set-up, kept as package data.

The file holds the shortened networks (see ``repeat``); it begins with a fingerprint of the sources
that graphs depend on. A file that is missing, damaged or made by other sources is ignored: then the
networks are traced like any other.
"""

import gzip
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from resnet_atlas.facts.dialects.libraries import DIALECTS
from resnet_atlas.facts.paper.published import specs as paper_specs
from resnet_atlas.facts.residuals.published import specs as shortcut_specs
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.repeat import ENOUGH, repeat
from resnet_atlas.network.catalogue import CATALOGUE, PRESETS, named
from resnet_atlas.network.spec import ResNetSpec

PATH = Path(__file__).with_name("named_graphs.gz")

SOURCES = ("network", "graph")
"""The packages that a graph depends on."""


def shortened(spec: ResNetSpec) -> ResNetSpec:
    """The spec with no more blocks than have to be traced: all, where later blocks differ."""
    if spec.stride_at == "last" or spec.multi_grid:
        return spec
    return replace(spec, depths=tuple(min(depth, ENOUGH) for depth in spec.depths))


def grown(graph: Graph, spec: ResNetSpec) -> Graph:
    """The graph of ``spec``, from that of the shortened spec."""
    if shortened(spec) == spec:
        return graph
    return repeat(graph, {f"layer{number}": depth for number, depth in enumerate(spec.depths, 1)})


def specs_to_bake() -> set[ResNetSpec]:
    """The networks with a name, those of the paper's table, the dialects, the shortcuts."""
    papers = [paper_specs(), paper_specs(stride_in_1x1=True), paper_specs(option_a=True)]
    papers.append(paper_specs(stride_in_1x1=True, option_a=True))
    wanted = [
        *map(named, (*CATALOGUE, *PRESETS)),
        *(spec for each in papers for spec in each.values()),
    ]
    wanted += [*(dialect.network.spec for dialect in DIALECTS), *shortcut_specs().values()]
    return {shortened(spec) for spec in wanted}


def baked(spec: ResNetSpec, path: Path = PATH) -> Graph | None:
    """The graph of a shortened spec from the file, or None."""
    text = texts(path).get(repr(spec))
    if text is None:
        return None
    try:
        return adapter().validate_json(text)
    except ValidationError:
        return None


def write(graphs: Mapping[ResNetSpec, Graph], path: Path = PATH) -> None:
    """Write the file anew, all of it or nothing."""
    lines = sorted(
        repr(spec).encode() + b"\t" + adapter().dump_json(graph, exclude_defaults=True)
        for spec, graph in graphs.items()
    )
    content = b"\n".join([fingerprint().encode(), *lines])
    aside = path.with_suffix(".new")
    aside.write_bytes(gzip.compress(content, mtime=0))
    aside.replace(path)
    texts.cache_clear()


@cache
def texts(path: Path) -> Mapping[str, bytes]:
    """The graphs in a file as JSON, by the text of their spec."""
    try:
        first, *lines = gzip.decompress(path.read_bytes()).split(b"\n")
    except (OSError, EOFError, zlib.error):
        return {}
    if first.decode(errors="replace") != fingerprint():
        return {}
    return dict(split(lines))


def split(lines: Iterable[bytes]) -> Iterable[tuple[str, bytes]]:
    """Lines as spec and graph."""
    for line in lines:
        spec, _, graph = line.partition(b"\t")
        yield spec.decode(), graph


def fingerprint() -> str:
    """A text that changes with the sources that graphs depend on."""
    package = Path(__file__).parents[1]
    digest = sha256()
    for folder in SOURCES:
        for file in sorted((package / folder).rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()


@cache
def adapter() -> TypeAdapter[Graph]:
    """Reads and writes graphs as JSON."""
    return TypeAdapter(Graph)
