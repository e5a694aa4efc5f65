import sys
import threading

import anyio
import pytest

from app.atlas import FORMATS, Network, Pictures, graph_of, verify
from app.diagram.view import View
from app.errors import BadParameter, UnknownName
from app.render.theme import LIGHT
from app.size import Size
from app.spec import CATALOGUE, named
from tests.pictures import Picture, network


def test_a_network_is_named_and_may_be_varied():
    assert network("resnet50") == Network("resnet50", CATALOGUE["resnet50"])
    varied = network("resnet50", stride_in_1x1="true", groups="1")
    assert varied.changes == {"stride_in_1x1": "true"}
    assert (network("resnet50").title, varied.title) == (
        "resnet50",
        "resnet50 (stride_in_1x1=true)",
    )


def test_an_unknown_network_or_option_is_refused():
    with pytest.raises(UnknownName):
        network("resnet51")
    with pytest.raises(BadParameter):
        network("resnet18", groups="2")


def test_a_graph_is_traced_once():
    assert graph_of(named("resnet18")) is graph_of(CATALOGUE["resnet18"])


def test_graphs_are_traced_right_from_many_threads_at_once():
    """torch.fx patches torch while it traces, so threads that change often would disturb it."""
    specs = [named("resnet50").with_options({"num_classes": str(n)}) for n in range(2, 10)]
    graphs = {}
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    threads = [
        threading.Thread(target=lambda spec=spec: graphs.update({spec: graph_of(spec)}))
        for spec in specs
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.setswitchinterval(usual)
    for spec in specs:
        assert graphs[spec].op["fc"].output.channels == spec.num_classes
        assert len(graphs[spec].ops) == len(graph_of(named("resnet50")).ops)


def test_verify_finds_no_difference(name):
    assert verify(CATALOGUE[name], Size(33, 65), 2) == (len(graph_of(CATALOGUE[name]).layers), [])


class Counted(Pictures):
    """Pictures that count their layouts, which are as real as ever."""

    layouts = 0

    async def _engine(self, dot: str, format: str) -> bytes:
        self.layouts += 1
        return await super()._engine(dot, format)


def test_one_layout_serves_every_size_and_theme():
    async def draw() -> tuple[list[str], int]:
        pictures = Counted(seconds=60)
        views = [
            View(size=Size(n, n), theme=theme) for n in (1, 225) for theme in ("light", "dark")
        ]
        svgs = [await pictures.svg(network("resnet18"), view, LIGHT) for view in views]
        return svgs, pictures.layouts

    svgs, layouts = anyio.run(draw)
    drawn = [Picture(svg) for svg in svgs]
    assert layouts == 1
    assert all(picture.geometry == drawn[0].geometry for picture in drawn)
    assert "64×57×57" in drawn[2].svg


def test_those_who_ask_for_a_layout_while_it_is_made_wait_for_it():
    async def draw() -> tuple[list[str], int]:
        pictures = Counted(seconds=60)
        svgs: list[str] = []

        async def ask(size: int) -> None:
            view = View("layer2", "conv", size=Size(size, size))
            svgs.append(await pictures.svg(network("resnet18"), view, LIGHT))

        async with anyio.create_task_group() as group:
            for size in range(1, 9):
                group.start_soon(ask, size)
        return svgs, pictures.layouts

    svgs, layouts = anyio.run(draw)
    assert (len(set(svgs)) > 1, len(svgs), layouts) == (True, 8, 1)


def test_layouts_that_were_not_used_lately_are_dropped():
    async def draw() -> int:
        pictures = Counted(seconds=60, room=150_000)
        focuses = [
            "stem",
            "head",
            *[f"layer{stage}.{block}" for stage in (1, 2, 3, 4) for block in (0, 1)],
        ]
        for focus in [*focuses * 3]:
            await pictures.svg(network("resnet18"), View(focus, "conv"), LIGHT)
        assert pictures._layouts.used <= 150_000
        return pictures.layouts

    assert anyio.run(draw) >= 10


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_that_is_named_is_drawn(format):
    async def draw() -> bytes:
        return await Pictures(seconds=60).draw(network("resnet18"), View("stem", "conv"), format)

    assert len(anyio.run(draw)) > 200


def test_dot_is_ready_to_be_laid_out_and_leads_nowhere():
    async def draw() -> bytes:
        view = View("conv3_x", "conv", size=Size(225, 320))
        return await Pictures().draw(network("resnet50"), view, "dot")

    dot = anyio.run(draw).decode()
    assert "§" not in dot
    assert "URL" not in dot
    assert "256×57×80" in dot


@pytest.mark.parametrize(
    ("focus", "format"), [("layer9", "svg"), ("layer9", "json"), ("stem", "gif")]
)
def test_an_unknown_part_or_format_is_refused_before_anything_is_drawn(focus, format):
    async def draw() -> int:
        pictures = Counted()
        with pytest.raises(UnknownName):
            await pictures.draw(network("resnet18"), View(focus), format)
        return pictures.layouts

    assert anyio.run(draw) == 0
