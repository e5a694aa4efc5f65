"""The Python API, as a script uses it."""

import doctest
import subprocess
import sys
from io import StringIO

import pytest
import resnet_atlas as ra
import torch
from resnet_atlas.errors import BadInput, BadNetwork, BadParameter
from resnet_atlas.facts.layers import Layer
from resnet_atlas.library import accepted, net
from rich.console import Console
from torch import nn


class Classifier(nn.Module):
    """A network without global pooling: it takes certain sizes only."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.fc = nn.Conv2d(1, 4, 3, 2, 1), nn.Linear(4 * 14 * 14, 10)

    def forward(self, x):
        return self.fc(torch.flatten(self.conv(x), 1))


SMALL = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.BatchNorm2d(8), nn.ReLU())


@pytest.mark.parametrize("module", [net, accepted])
def test_the_documented_examples_hold(module):
    assert doctest.testmod(module).failed == 0


def test_layers_are_a_list_that_prints_well():
    layers = ra.trace(SMALL, "[red]small").layers((225, 320), batch=2)
    assert [type(layer) for layer in layers] == [Layer] * 3
    assert layers[0].output == (2, 8, 113, 160)
    assert "2×8×113×160" in repr(layers)
    console = Console(width=100, record=True, file=StringIO())
    console.print(layers)
    assert "_red_small: 3 layers" in console.export_text()
    assert "<td>batch_norm</td>" in layers._repr_html_()


def test_a_network_is_drawn_verified_saved_and_loaded(tmp_path):
    traced = ra.trace(SMALL, "small", size=64)
    assert traced.verify() == traced.verify((33, 20), batch=3) == []
    assert traced.shape() == (1, 8, 32, 32)
    for ending, begin in {"svg": b"<svg", "mmd": b"%%{init", "png": b"\x89PNG"}.items():
        path = traced.draw(tmp_path / f"net.{ending}", detail="full", size="33x20")
        assert path.read_bytes().startswith(begin)
    loaded = ra.load(traced.save(tmp_path / "net.json"))
    assert (loaded.graph, loaded.name, loaded.shape()) == (traced.graph, "small", (1, 8, 32, 32))
    with pytest.raises(BadNetwork, match="only its graph"):
        loaded.verify()
    assert traced.memory(32, 4).weights == 4 * sum(it.numel() for it in SMALL.parameters())


def test_what_a_network_takes():
    traced = ra.trace(Classifier())
    assert repr(traced.accepts()) == "heights and widths from 27 to 28"
    assert traced.shape() == (1, 10)  # at 28, the first of the usual sizes that fit
    with pytest.raises(BadInput):
        traced.shape(32)
    assert repr(ra.trace(SMALL).accepts()) == "heights and widths from 1 to 1024"


def test_wrong_options_are_refused(tmp_path):
    traced = ra.trace(SMALL)
    with pytest.raises(BadParameter, match="Did you mean full"):
        traced.draw(tmp_path / "net.svg", detail="ful")
    with pytest.raises(BadParameter, match="there is no such format"):
        traced.draw(tmp_path / "net.jpg")
    with pytest.raises(BadNetwork, match="no parameters"):
        ra.trace(nn.ReLU())


def test_importing_it_is_light():
    code = "import sys, resnet_atlas; print({'torch', 'pygraphviz', 'pydantic'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "set()\n"


def test_it_draws_in_a_script_and_inside_a_running_loop(tmp_path):
    import anyio

    async def cell():
        return ra.trace(SMALL).draw(tmp_path / "net.svg")

    assert anyio.run(cell).exists()


def test_a_notebook_gets_a_page_of_its_own_that_can_reach_nothing():
    bundle = ra.trace(SMALL, "<b>small</b>")._repr_mimebundle_()
    page = bundle["text/html"]
    assert page.startswith('<iframe sandbox="allow-scripts" ')
    assert "default-src &#x27;none&#x27;" in page
    assert "<b>" not in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
    assert bundle["image/svg+xml"].startswith("<svg")
