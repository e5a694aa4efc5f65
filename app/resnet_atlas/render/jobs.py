"""The jobs of layout workers: diagram → scene, scene → PNG or PDF."""

from collections.abc import Mapping

from resnet_atlas.diagram.diagram import Diagram
from resnet_atlas.diagram.view import View
from resnet_atlas.render import engine
from resnet_atlas.render.finish import Finish
from resnet_atlas.render.formats import ink
from resnet_atlas.render.layout import plan
from resnet_atlas.render.layout.boxes import box_of
from resnet_atlas.render.layout.lanes import forked, lanes_of
from resnet_atlas.render.layout.scene import Scene, compose
from resnet_atlas.render.layout.sheet import Sheet


def lay_out(diagram: Diagram, across: bool, narrow: bool = False) -> Scene:
    """The scene of a diagram, from top to bottom or ``across`` (left to right).

    From top to bottom it may be ``narrow``: as wide as a column of text, or a phone.
    """
    drawing = Drawing(diagram, across, narrow)
    return drawing.scene(engine.layout(drawing.plan, "plain"))


def paint(
    scene: Scene, view: View, format: str, finish: Finish, palette: Mapping[str, str]
) -> bytes:
    """The scene as a PNG or PDF, for the size of ``view``."""
    return engine.layout(ink.write(scene, view, palette, finish), format)


def try_engine() -> None:
    """Lay out the smallest of graphs."""
    engine.layout("digraph { 0 }", "plain")


class Drawing:
    """A diagram and its boxes; ``plan`` is the DOT that Graphviz lays out."""

    def __init__(self, diagram: Diagram, across: bool, narrow: bool = False) -> None:
        self.across, self.narrow = across, narrow and not across
        self.diagram = diagram
        self.lanes = lanes_of(diagram)
        self.forks = forked(diagram, self.lanes)
        self.boxes = {
            node.id: box_of(node, across, self.narrow or node.frame in self.forks)
            for node in diagram.nodes
        }
        self.plan = plan.write(diagram, self.boxes, self.lanes, across, self.narrow, self.forks)

    def scene(self, plain: bytes) -> Scene:
        """The scene, from Graphviz's positions in the format ``plain``."""
        names = plan.names(self.diagram, self.lanes)
        places = engine.places(plain, names)
        routes = engine.routes(plain, names) if self.forks else {}
        sheet = Sheet(
            self.diagram,
            self.boxes,
            self.lanes,
            places,
            self.across,
            self.narrow,
            routes,
            self.forks,
        )
        return compose(sheet)
