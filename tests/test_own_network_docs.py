"""The example of docs/own-network.md: what the page says of it holds."""

import re
from pathlib import Path

import pytest
from resnet_atlas.graph.tracing.jobs import trace_reference, verify_reference
from resnet_atlas.network.reference import Reference
from resnet_atlas.network.size import Size

DOCS = Path(__file__).parent.parent / "docs"


def test_the_example_is_drawn_with_the_shapes_that_its_picture_has(monkeypatch):
    monkeypatch.chdir(DOCS / "examples")
    reference = Reference.parse("train:Net")
    graph, _ = trace_reference(reference)
    assert verify_reference(reference, graph, Size(225, 320), 1) == []
    shapes = {"×".join(map(str, shape[1:])) for shape in graph.shapes(Size(128, 128))}
    picture = (DOCS / "own-network.svg").read_text()
    drawn = set(re.findall(r"data-shape[^>]*>([^<]+)<", picture))
    assert drawn
    assert drawn <= shapes


@pytest.mark.parametrize("command", ["open", "draw", "layers", "compare", "verify", "trace"])
def test_each_command_of_the_page_exists(command):
    from resnet_atlas.cli.main import cli

    assert f"resnet-atlas {command} train:Net" in (DOCS / "own-network.md").read_text()
    assert command in [each.name for each in cli.registered_commands]
