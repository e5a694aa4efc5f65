"""A picture from left to right, wrapped into rows: all of it is there, and nothing overlaps."""

import pytest
from resnet_atlas.diagram.view import View
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.render.layout.rows import LARGE, best_rows, wrapped

from tests.depth import full
from tests.pictures import scene

ROWS = [2, 3, *full([1, 4, 8, 20])]
VIEWS = [View(direction="LR"), View("layer3", "block", fold=False, direction="LR")]


@pytest.fixture(params=["resnet50", *full(["resnet18", "resnet152"])])
def spec(request):
    return CATALOGUE[request.param]


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.focus)
def test_every_box_is_there_once_and_none_lies_on_another(spec, view, rows):
    whole = scene(spec, view)
    folded = wrapped(whole, rows)
    assert {item.id for item in folded.items} >= {item.id for item in whole.items}
    boxes = [item for item in folded.items if item.classes.split()[0] in ("op", "closed", "tensor")]
    assert len({item.id for item in boxes}) == len(boxes)
    for item in folded.items:
        assert -0.5 <= item.bounds.left <= item.bounds.right <= folded.width + 0.5
        assert -0.5 <= item.bounds.top <= item.bounds.bottom <= folded.height + 0.5
    for place, one in enumerate(boxes):
        for other in boxes[:place]:
            a, b = one.bounds, other.bounds
            apart = a.right <= b.left or b.right <= a.left or a.bottom <= b.top or b.bottom <= a.top
            assert apart, (one.id, other.id)


def test_more_rows_are_narrower_and_higher(spec):
    whole = scene(spec, VIEWS[0])
    one, two, three = (wrapped(whole, rows) for rows in (1, 2, 3))
    assert one.width > two.width > three.width
    assert one.height < two.height < three.height


@pytest.mark.parametrize(("width", "height"), [(930, 540), (380, 560), (1900, 500)])
def test_a_page_takes_the_fewest_rows_in_which_the_picture_is_as_large_as_it_need_be(
    spec, width, height
):
    whole = scene(spec, VIEWS[0])

    def scale(rows):
        picture = wrapped(whole, rows)
        return min(width / picture.width, height / picture.height, LARGE)

    best = best_rows(whole, width, height)
    scales = [scale(rows) for rows in range(1, 9)]
    assert best == scales.index(max(scales)) + 1
