"""TikZ: LaTeX compiles it with nothing but tikz, and it has the nodes and arrows of the diagram."""

import re
import shutil
import subprocess

import pytest
from resnet_atlas.diagram.view import View
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.render.formats import tikz
from resnet_atlas.render.theme import PALETTES

from tests.pictures import scene

SPEC = CATALOGUE["resnet50"]
VIEWS = [
    View(open=("layer2", "layer2.1")),
    View("layer2", "conv", direction="LR", theme="dark"),
    View("layer1.0", "full"),
    View("network", "block", shapes="symbols"),
]
every = pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view.focus}-{view.direction}")
TITLE = "resnet50, 100% & more"
LATEX = shutil.which("pdflatex")
DOCUMENT = r"""\documentclass{article}
\usepackage{tikz}
\usepackage[paperwidth=100cm,paperheight=200cm,margin=1cm]{geometry}
\begin{document}
\noindent\input{picture.tex}
\end{document}
"""


def written(view):
    return tikz.write(
        scene(SPEC, view.layout()), view, PALETTES[view.theme], "resnet50, 100% & more"
    ).decode()


@every
def test_it_has_a_named_node_for_each_box_and_a_path_for_each_arrow(view):
    text = written(view)
    items = scene(SPEC, view.layout()).items
    boxes = [item for item in items if any(getattr(it, "outline", False) for it in item.shapes)]
    names = re.findall(r"\] \(([^)]+)\) at \(", text)
    assert sorted(names) == sorted(tikz.name_of(item.id) for item in boxes)
    assert len(set(names)) == len(names)
    arrows = [item for item in items if item.classes.startswith("arrow")]
    assert len(re.findall(r"-- cycle;", text)) == len(arrows)


def test_a_stride_is_red_and_an_identity_is_dashed():
    text = written(VIEWS[1])
    assert "{stride=2 $\\downarrow$2}" in text
    assert re.search(r"draw=atlas-stride, line width=2bp", text)
    assert "dash pattern" in text


@pytest.mark.parametrize("sign", "\\~^#$%&_{}")
def test_no_sign_of_latex_is_left_as_it_is(sign):
    assert tikz.escaped(sign).startswith("\\")


@pytest.mark.skipif(not LATEX, reason="pdflatex is not installed")
@every
def test_latex_compiles_it_with_tikz_alone(view, tmp_path):
    (tmp_path / "picture.tex").write_text(written(view))
    (tmp_path / "document.tex").write_text(DOCUMENT)
    run = subprocess.run(
        [LATEX, "-interaction=nonstopmode", "-halt-on-error", "document.tex"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-1000:]
    assert "Missing character" not in run.stdout + (tmp_path / "document.log").read_text()
    assert (tmp_path / "document.pdf").stat().st_size > 5000
