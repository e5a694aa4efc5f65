"""The positions of the boxes of one picture.

They are computed along the flow of data (``u``) and across it (``v``, growing towards the lane),
which is the same for both directions of a picture, and turned to x and y at the end.
"""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from resnet_atlas.diagram.diagram import Diagram
from resnet_atlas.render.layout.boxes import GAP, Box
from resnet_atlas.render.layout.lanes import Lane
from resnet_atlas.render.layout.plan import room_after, shape_width
from resnet_atlas.render.shapes import Point

APART = 14
"""Points between a lane and the residual branch."""


NO_ROUTES: Mapping[tuple[str, str], Sequence[Point]] = MappingProxyType({})
"""Arrows are straight."""


class Sheet:
    """The boxes of a diagram in their positions; ``places`` are Graphviz's middles of them.

    Graphviz gives the positions along the flow. Across it, every box outside a lane lies on one
    straight line, the trunk; where data flows side by side, Graphviz says that, too: ``routes`` are
    its arrows, ``forks`` the frames in which it is so.
    """

    def __init__(
        self,
        diagram: Diagram,
        boxes: Mapping[str, Box],
        lanes: Sequence[Lane],
        places: Mapping[str, Point],
        across: bool,
        narrow: bool = False,
        routes: Mapping[tuple[str, str], Sequence[Point]] = NO_ROUTES,
        forks: Collection[str | None] = (),
    ) -> None:
        self.diagram, self.boxes, self.lanes = diagram, boxes, lanes
        self.across, self.narrow = across, narrow
        self.middle: dict[str, Point] = {}
        self.routes, self.forks = routes, forks
        self.trunk = self.turned(*places[diagram.nodes[0].id])[1]
        self._across = {id: self.turned(*place)[1] for id, place in places.items()}
        lane_of = {stop: self._lane(lane) for lane in lanes for stop in lane.stops}
        for id, place in places.items():
            u, v = self.turned(*place)
            if across and id in boxes:
                u -= room_after(diagram, diagram.node[id]) / 2
            self.middle[id] = self.turned(u, lane_of.get(id, v if routes else self.trunk))

    def turned(self, u: float, v: float) -> Point:
        """Convert between positions along and across the flow and x and y."""
        return (u, v) if self.across else (v, u)

    def place(self, id: str) -> Point:
        """The middle of a box, along and across the flow."""
        return self.turned(*self.middle[id])

    def half(self, id: str) -> Point:
        """Half the size of a box, along and across the flow."""
        return self.turned(self.boxes[id].width / 2, self.boxes[id].height / 2)

    def reach(self, id: str) -> float:
        """How far a box and the text beside it reach away from the lanes; negative."""
        bounds = self.boxes[id].bounds
        return bounds.top if self.across else bounds.left

    def _lane(self, lane: Lane) -> float:
        """The position of a lane, clear of the residual branch and the text beside it."""
        if self.routes:
            return max(self._across[stop] for stop in lane.stops)
        out = max(self.half(id)[1] for id in (lane.source, *lane.residual))
        needs = max((self.half(op)[1] for op in lane.ops), default=0)
        if self.across:
            return self.trunk + out + APART + needs
        words = GAP + max(shape_width(self.diagram.node[id].output) for id in lane.residual)
        if not self.narrow:
            return self.trunk + max(out, words) + APART + needs
        # The boxes of the lane are level with those of the branch, and its words with the ⊕.
        meets = self.half(lane.target)[1] + shape_width(lane.tensor)
        return self.trunk + max(out + APART + needs, words + GAP, meets + GAP)
