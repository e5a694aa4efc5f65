"""Shortcuts: each in a lane of its own beside the residual branch of its block."""

from itertools import pairwise

from app.diagram.diagram import Arrow, Node
from app.render.boxes import SMALL
from app.render.sheet import (
    Sheet,
    arrow_id,
    inches,
    port,
    quoted,
    shape_label,
    shape_width,
)
from app.render.statements import Drawing
from app.render.theme import LIGHT as COLOR


def draw_shortcut(dot: Drawing, sheet: Sheet, arrow: Arrow) -> None:
    """An arrow in the lane beside the residual branch, through the lane's waypoints."""
    source, target = (sheet.diagram.node[id] for id in (arrow.source, arrow.target))
    side, exit, enter = ("s", "e", "w") if sheet.across else ("e", "s", "n")
    start = port(source, exit if source.op else side)
    end = port(target, side if target.op and target.op.kind == "add" else enter)
    identity = not source.op and target.op is not None and target.op.kind == "add"
    look = {"color": COLOR["shortcut"], "penwidth": "1.3"}
    look["class"] = f"arrow shortcut{' identity' if identity else ''}"
    if identity:
        look["style"] = "dashed"
    stops = [f"{stop}:{enter}" for stop in sheet.stops.get((arrow.source, arrow.target), [])]
    for number, (here, there) in enumerate(pairwise([start, *stops, end])):
        first, last = number == 0 and not source.op, number == len(stops)
        more = {"arrowhead": "normal" if last else "none"}
        more |= {"tailclip": "false"} if number else {}
        more |= {} if last else {"headclip": "false"}
        # Within the lane straight at any price, at its ends as long as it takes.
        more["weight"] = (
            "0" if first or (target.op and target.op.kind == "add" and last) else "1000"
        )
        if source.op and number == 0:
            more["label"] = shape_label(sheet, arrow.tensor)
        leave = here.removesuffix(enter) + exit if number else here
        dot.edge(leave, there, id=f"{arrow_id(arrow)}#{number}", **look, **more)


def draw_lane(dot: Drawing, sheet: Sheet, inside: list[Node]) -> None:
    """Keep a block's shortcut beside its residual branch: one stop in each rank of the branch.

    The ops on the shortcut, or the word that says there are none, stand beside the branch's middle.
    """
    residual = [node for node in inside if node.role == "residual"]
    ids = {node.id for node in inside}
    ways = [
        arrow for arrow in sheet.diagram.arrows if arrow.role == "shortcut" and arrow.target in ids
    ]
    if not residual or not ways:
        return
    ops = [quoted(node.id) for node in inside if node.role == "shortcut"]
    taken = max(len(ops), 1)
    first = (len(residual) - taken) // 2
    lane = [f"{quoted(node.id)} lane" for node in residual]
    joints = lane[:first] + lane[first + taken :]
    if ops:
        lane[first : first + taken] = ops
        sheet.stops[ways[0].source, ways[0].target] = lane[:first]
        sheet.stops[ways[-1].source, ways[-1].target] = lane[first + taken :]
    else:
        draw_identity(dot, sheet, ways[0], lane[first])
        sheet.stops[ways[0].source, ways[0].target] = lane
    for joint in joints:
        draw_joint(dot, sheet, joint, solid=bool(ops))
    for node, stop in zip(residual, lane, strict=True):
        with dot.subgraph() as rank:
            rank.attr(rank="same")
            rank.edge(quoted(node.id), stop, style="invis")


def draw_joint(dot: Drawing, sheet: Sheet, name: str, solid: bool) -> None:
    """A point on the way of a shortcut, with ink to join the strokes that end shortly before it."""
    sides = (inches(3), inches(0.01)) if sheet.across else (inches(0.01), inches(3))
    ink = {"color": COLOR["shortcut"], "penwidth": "1.7"} if solid else {"style": "invis"}
    dot.node(name, "", shape="box", width=sides[0], height=sides[1], **ink, **{"class": "joint"})


def draw_identity(dot: Drawing, sheet: Sheet, arrow: Arrow, name: str) -> None:
    """The word and the shape on a shortcut that has no op."""
    dot.node(
        name,
        f"identity\n{sheet.mark(arrow.tensor)}",
        shape="none",
        fixedsize="true",
        width=inches(shape_width(arrow.tensor)),
        height=inches(30),
        fontsize=f"{SMALL:g}",
        fontcolor=COLOR["shortcut"],
        id=name,
        **{"class": "lane"},
    )
