from pkgutil import resolve_name

import anyio
import pytest
from resnet_atlas.diagram.view import DIRECTIONS, View
from resnet_atlas.errors import BadParameter, UnknownName
from resnet_atlas.network.catalogue import CATALOGUE, named
from resnet_atlas.network.network import Network
from resnet_atlas.network.size import Size
from resnet_atlas.render.pictures import FORMATS, LAY_OUT, Pictures
from resnet_atlas.render.theme import LIGHT
from resnet_atlas.store.graphs import Graphs
from resnet_atlas.store.local_graphs import graph_of
from resnet_atlas.workers.pool import WorkerPool

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


class Counted(Pictures):
    """Pictures whose jobs are counted by format, and done in this process."""

    def __init__(self, **options: int) -> None:
        pool = WorkerPool(1)
        super().__init__(Graphs(pool), pool, **options)
        self.done: list[str] = []
        pool.run = self._run

    @property
    def layouts(self) -> int:
        return self.done.count("plain")

    async def _run(self, job: str, *arguments: object, failure: str) -> object:
        self.done.append("plain" if job == LAY_OUT else arguments[2])
        await anyio.sleep(0)
        return resolve_name(job)(*arguments)


def test_one_layout_serves_every_size_batch_and_theme():
    async def draw() -> tuple[list[str], list[str]]:
        pictures = Counted()
        views = [
            View(size=Size(n, n), theme=theme, batch=batch)
            for n, batch in ((1, 1), (225, 1), (225, 8))
            for theme in ("light", "dark")
        ]
        svgs = [(await pictures.svg(network("resnet18"), view, LIGHT)).text for view in views]
        return svgs, pictures.done

    svgs, done = anyio.run(draw)
    drawn = [Picture(svg) for svg in svgs]
    assert done == ["plain"]
    assert all(picture.geometry == drawn[0].geometry for picture in drawn)
    assert ">64×57×57<" in drawn[2].svg
    assert ">8×64×57×57<" in drawn[4].svg


def test_one_layout_serves_every_format_and_text_needs_none():
    async def draw() -> list[list[str]]:
        pictures = Counted()
        done = []
        for format in ("json", "dot", "png", "svg", "pdf", "png"):
            await pictures.draw(network("resnet18"), View("layer2", "conv"), format)
            done.append([*pictures.done])
        return done

    *first, last = anyio.run(draw)
    assert first[:4] == [[], [], ["plain", "png"], ["plain", "png"]]
    assert last == ["plain", "png", "pdf", "png"]


def test_views_that_differ_in_what_is_open_have_layouts_of_their_own():
    async def draw() -> tuple[list[str], int]:
        pictures = Counted()
        views = [
            *(View(), View(open=("layer2",)), View(open=("layer2", "layer2.1"))),
            *(View(open=("stage2",)), View("layer1", unfold=("layer1.1",)), View("layer1")),
        ]
        svgs = [(await pictures.svg(network("resnet18"), view, LIGHT)).text for view in views]
        return svgs, pictures.layouts

    svgs, layouts = anyio.run(draw)
    assert (len(set(svgs)), layouts) == (5, 5)
    assert svgs[1] == svgs[3]


def test_those_who_ask_for_a_layout_while_it_is_made_wait_for_it():
    async def draw() -> tuple[list[str], int]:
        pictures = Counted()
        svgs: list[str] = []

        async def ask(size: int) -> None:
            view = View("layer2", "conv", size=Size(size, size))
            svgs.append((await pictures.svg(network("resnet18"), view, LIGHT)).text)

        async with anyio.create_task_group() as group:
            for size in range(1, 9):
                group.start_soon(ask, size)
        return svgs, pictures.layouts

    svgs, layouts = anyio.run(draw)
    assert (len(set(svgs)) > 1, len(svgs), layouts) == (True, 8, 1)


@pytest.mark.parametrize("name", ["resnet18", "resnet152"])
def test_a_picture_that_was_kept_is_filled_in_for_each_view_as_if_it_were_new(name):
    views = [
        View(size=size, theme=theme, shapes=shapes, batch=batch)
        for size in (Size(224, 224), Size(225, 320), Size(1, 4096))
        for theme in ("light", "dark")
        for shapes in ("numbers", "symbols")
        for batch in (1, 3)
    ]

    async def draw() -> tuple[list[bytes], list[bytes]]:
        one = Counted()
        kept = [await one.draw(network(name), view, "svg") for view in views * 2]
        assert (one.layouts, one.cache.misses) == (1, 3)  # a scene, and a form a theme
        return kept, [await Counted().draw(network(name), view, "svg") for view in views]

    kept, new = anyio.run(draw)
    assert kept == new * 2
    assert len(set(new)) == 18  # shapes in symbols are the same for every batch


def test_scenes_that_were_not_used_lately_are_dropped():
    async def draw() -> int:
        pictures = Counted(capacity=300_000)
        blocks = [f"layer{stage}.{block}" for stage in (1, 2, 3, 4) for block in (0, 1)]
        views = [
            View(focus, "conv", direction=direction)
            for focus in ("stem", "head", *blocks)
            for direction in DIRECTIONS
        ]
        for view in views * 2:
            await pictures.svg(network("resnet18"), view, LIGHT)
            assert 0 < pictures.cache.used <= 300_000
        kept = pictures.layouts
        await pictures.svg(network("resnet18"), views[-1], LIGHT)
        assert pictures.layouts == kept > len(views)
        return kept

    assert anyio.run(draw) == 40


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_that_is_named_is_drawn(format):
    async def draw() -> bytes:
        return await Counted().draw(network("resnet18"), View("stem", "conv"), format)

    assert len(anyio.run(draw)) > 200


def test_dot_is_of_the_view_and_leads_nowhere():
    async def draw() -> bytes:
        view = View("conv3_x", "conv", size=Size(225, 320))
        return await Counted().draw(network("resnet50"), view, "dot")

    dot = anyio.run(draw).decode()
    assert "URL" not in dot
    assert "256×57×80" in dot


@pytest.mark.parametrize("format", FORMATS)
def test_a_group_that_is_open_and_closed_is_refused_before_anything_is_drawn(format):
    async def draw() -> list[str]:
        pictures = Counted()
        view = View(open=("layer2",), closed=("conv3_x",))
        with pytest.raises(BadParameter, match="conv3_x"):
            await pictures.draw(network("resnet18"), view, format)
        return pictures.done

    assert anyio.run(draw) == []


@pytest.mark.parametrize(
    ("focus", "format"), [("layer9", "svg"), ("layer9", "json"), ("stem", "gif")]
)
def test_an_unknown_part_or_format_is_refused_before_anything_is_drawn(focus, format):
    async def draw() -> list[str]:
        pictures = Counted()
        with pytest.raises(UnknownName):
            await pictures.draw(network("resnet18"), View(focus), format)
        return pictures.done

    assert anyio.run(draw) == []


def test_the_size_of_a_picture_comes_with_it():
    svg = anyio.run(lambda: Counted().svg(network("resnet18"), View("stem"), LIGHT))
    assert f'viewBox="0 0 {round(svg.width, 1)} {round(svg.height, 1)}"' in svg.text
