from resnet_atlas.diagram.project import project
from resnet_atlas.diagram.view import View
from resnet_atlas.network.size import DEFAULT_SIZE
from resnet_atlas.render.layout.lanes import lanes_of
from resnet_atlas.store.local_graphs import graph_of
from resnet_atlas.web.pages.articles.figures import FIGURES


def test_every_mark_stands_at_something_in_its_picture():
    for figure in FIGURES:
        view = figure.view(View(size=DEFAULT_SIZE)).of(graph_of(figure.network.spec))
        diagram = project(graph_of(figure.network.spec), view)
        ids = {node.id for node in diagram.nodes} | {it.identity for it in lanes_of(diagram)}
        assert {id for id, _ in figure.marks} <= ids, figure.number


def test_what_is_marked_as_a_stride_is_one():
    """The article circles the strides of its figures 4 and 6."""
    for figure in FIGURES:
        graph = graph_of(figure.network.spec)
        strided = {op.id for op in graph.members(figure.focus) if op.stride > 1}
        assert strided <= {id for id, _ in figure.marks}, figure.number


def test_marks_are_numbered_in_the_order_of_the_text():
    (last,) = [figure for figure in FIGURES if figure.number == 6]
    assert list(last.numbers) == [1, 2, 3, 4]
    assert last.numbers[1] == ("layer2.0.conv2",)
