"""``Diagram`` → plain data, for programs that draw the picture themselves."""

from typing import Any

from resnet_atlas.diagram.diagram import Diagram, Node
from resnet_atlas.diagram.view import View
from resnet_atlas.graph.expression import Axis
from resnet_atlas.graph.extent import Extent
from resnet_atlas.graph.tensor import Tensor
from resnet_atlas.render.layout import labels


def closed_form(axis: Axis) -> dict[str, Any]:
    """``⌊(n + a)/s⌋``, or another expression in the input's size."""
    if isinstance(axis, Extent):
        return {"a": axis.a, "s": axis.s}
    return {"expression": axis.encoded}


def to_json(diagram: Diagram, view: View) -> dict[str, Any]:
    """Nodes, arrows and frames by module path; shapes for the view's size and batch."""

    def shape(tensor: Tensor) -> dict[str, Any]:
        extents = [closed_form(axis) for axis in tensor.axes]
        return {
            "shape": list(tensor.shape(view.size, view.batch)),
            "symbolic": tensor.symbolic,
            "channels": tensor.channels,
            "extents": extents,
        }

    def data_of(node: Node) -> dict[str, Any]:
        common = {"id": node.id, "frame": node.frame, "role": node.role, "stride": node.stride}
        if node.closed:
            words = labels.closed_label(node, node.closed)
            more = {
                "kind": node.closed.group.kind,
                "count": node.closed.count,
                "text": list(words.lines),
            }
        elif node.op:
            words = labels.op_label(node, node.op)
            more = {"kind": node.op.kind, "name": words.name, "text": list(words.lines)}
        else:
            more = {"kind": "tensor"}
        return {**common, **more, "output": shape(node.output)}

    return {
        "view": {
            "focus": view.focus,
            "detail": view.detail,
            "fold": view.fold,
            "direction": view.direction,
            "open": list(view.open),
            "closed": list(view.closed),
            "unfold": list(view.unfold),
            "batch": view.batch,
            "size": [view.size.height, view.size.width],
        },
        "limit": {"blocks": diagram.limit, "text": labels.limit(diagram.limit)}
        if diagram.limit
        else None,
        "nodes": [data_of(node) for node in diagram.nodes],
        "arrows": [
            {
                "source": arrow.source,
                "target": arrow.target,
                "role": arrow.role,
                "origin": arrow.origin,
                "tensor": shape(arrow.tensor),
            }
            for arrow in diagram.arrows
        ],
        "frames": [
            {
                "id": frame.id,
                "kind": frame.group.kind,
                "parent": frame.group.parent if frame.group.parent in diagram.frame else None,
                "title": labels.title(frame),
                "count": frame.count,
                "copies": list(frame.copies or (frame.id,)),
            }
            for frame in diagram.frames
        ],
    }
