"""The graphs of networks before and after ResNet: made at set-up, kept as package data."""

import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from zipfile import ZIP_LZMA, ZipFile, ZipInfo

from resnet_atlas.facts.state_dict import Shapes
from resnet_atlas.graph.graph import Graph
from resnet_atlas.network.relatives import PATH
from resnet_atlas.store.baked import adapter


def write(relatives: Iterable[tuple[str, Graph, Shapes]], path: Path = PATH) -> None:
    """Write the file anew, all of it or nothing."""
    aside = path.with_suffix(".new")
    with ZipFile(aside, "w", ZIP_LZMA) as file:
        for name, graph, weights in relatives:
            entry = ZipInfo(f"{name}.json")  # of one date, so that equal graphs make equal files
            file.writestr(entry, adapter().dump_json(graph, exclude_defaults=True), ZIP_LZMA)
            entry = ZipInfo(f"weights/{name}.json")
            file.writestr(entry, json.dumps(weights), ZIP_LZMA)
    aside.replace(path)


@lru_cache(maxsize=16)
def relatives_graph(name: str, path: Path = PATH) -> Graph:
    """The graph of a relative."""
    with ZipFile(path) as file:
        return adapter().validate_json(file.read(f"{name}.json"))
