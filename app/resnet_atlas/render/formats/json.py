"""``Diagram`` → plain data: what a picture shows, for programs that draw it themselves."""

from typing import Any

from resnet_atlas.diagram.diagram import Diagram, Node
from resnet_atlas.diagram.view import View
from resnet_atlas.graph.tensor import Tensor
from resnet_atlas.render.layout import labels


def to_json(diagram: Diagram, view: View) -> dict[str, Any]:
    """Nodes, arrows and frames by module path; shapes for the view's size and batch."""

    def shape(tensor: Tensor) -> dict[str, Any]:
        extents = [{"a": axis.a, "s": axis.s} for axis in tensor.axes]
        return {
            "shape": list(tensor.shape(view.size, view.batch)),
            "symbolic": tensor.symbolic,
            "channels": tensor.channels,
            "extents": extents,
        }

    def node(it: Node) -> dict[str, Any]:
        common = {"id": it.id, "frame": it.frame, "role": it.role, "stride": it.stride}
        if it.closed:
            words = labels.closed_label(it, it.closed)
            more = {
                "kind": it.closed.group.kind,
                "count": it.closed.count,
                "text": list(words.lines),
            }
        elif it.op:
            words = labels.op_label(it, it.op)
            more = {"kind": it.op.kind, "name": words.name, "text": list(words.lines)}
        else:
            more = {"kind": "tensor"}
        return {**common, **more, "output": shape(it.output)}

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
        "nodes": [node(it) for it in diagram.nodes],
        "arrows": [
            {
                "source": it.source,
                "target": it.target,
                "role": it.role,
                "origin": it.origin,
                "tensor": shape(it.tensor),
            }
            for it in diagram.arrows
        ],
        "frames": [
            {
                "id": it.id,
                "kind": it.group.kind,
                "parent": it.group.parent if it.group.parent in diagram.frame else None,
                "title": labels.title(it),
                "count": it.count,
                "copies": list(it.copies or (it.id,)),
            }
            for it in diagram.frames
        ],
    }
