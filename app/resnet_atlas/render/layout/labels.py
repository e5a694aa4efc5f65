"""The labels of a picture: in and beside a node, on an arrow, above a frame, in a tooltip.

Words are messages, which a page translates when it writes the picture. Module names, numbers and
PyTorch's arguments (``stride=2``) are the same in every language.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from resnet_atlas.diagram.diagram import Frame, Node
from resnet_atlas.diagram.view import View
from resnet_atlas.graph.op import Op
from resnet_atlas.graph.tensor import Tensor, show
from resnet_atlas.messages import Message, join
from resnet_atlas.network.size import LARGEST, LARGEST_BATCH, Size

SHORTCUTS = {
    "identity": Message("identity shortcut"),
    "projection": Message("projection shortcut"),
    "pooled": Message("pooled shortcut"),
    "padded": Message("padded shortcut"),
    "subsampled": Message("subsampled shortcut"),
    "none": Message("no shortcut"),
}

IDENTITY = Message("identity")
"""The label of a shortcut without ops."""


@dataclass(frozen=True, slots=True)
class Label:
    """The label of a node: ``lines`` in the box, ``name`` beside it, ``note`` below the name.

    ``ring`` is the line with a stride above 1. The first line of a closed group is its title.
    """

    lines: tuple[str, ...]
    name: str = ""
    note: str = ""
    ring: str = ""


def op_label(node: Node, op: Op) -> Label:
    """Kernel and output channels, stride and padding; dilation and groups unless they are 1."""
    note = projection_note(node, op)
    name = local_name(node)
    label = plain_label(node, op, name, note)
    return with_misfit(label, node)


def with_misfit(label: Label, node: Node) -> Label:
    """A label that says what an op doesn't fit, and what would; or that its shape isn't proven."""
    if node.seen_at:
        seen = Message("shape observed at {size}, not proven", size=node.seen_at)
        label = replace(label, lines=(*label.lines, seen))
    if not node.misfit:
        return label
    texts = [node.misfit.remedy]
    if not node.misfit.sizes:
        texts.insert(0, join(" ", ["⚠", node.misfit.problem]))
    return replace(label, lines=(*label.lines, *filter(None, texts)))


def plain_label(node: Node, op: Op, name: str, note: str) -> Label:
    """What an op is and does."""
    if node.joined:
        return Label((Message("joins {count} maps", count=node.joined),), name, note)
    if not op.windows:
        text = {
            "avg_pool": Message("average pool"),
            "pad": pad_text(op),
            "batch_norm": Message("batch norm"),
            "frozen_batch_norm": Message("batch norm, frozen"),
            "channel_conv": Message("conv over channels"),
            "relu": "ReLU",
            "layer_norm": Message("layer norm"),
            "group_norm": Message("group norm"),
            "max_pool": Message("max pool"),
            "mean": Message("mean"),
            "interpolate": Message("resize"),
            "linear": f"{op.in_channels} → {op.out_channels}",
            "write": Message("values written"),
        }.get(op.kind, op.kind.replace("script_", "TorchScript "))
        return Label((text,), name, note)
    height, width = op.windows
    kernel = f"{height.kernel}×{width.kernel}"
    turn = "↑" if op.kind == "conv_transpose" else "↓"
    ring = f"stride={stride_text(op)} {turn}{op.stride}" if op.stride > 1 else ""
    lines = [
        {
            "conv": f"{kernel}, {op.output.channels}",
            "conv_transpose": f"{kernel}, {op.output.channels}",
            "avg_pool": Message("average of {kernel}", kernel=kernel),
            "blur_pool": Message("blur of {kernel}", kernel=kernel),
            # A window of one element takes no maximum: it keeps one element per stride.
            "max_pool": Message("max pool {kernel}", kernel=kernel)
            if kernel != "1×1"
            else Message("one of {kernel}", kernel=f"{op.stride}×{op.stride}"),
        }.get(op.kind, op.kind),
        ring or "stride=1",
        "padding=same" if height.same else f"padding={pair(height.padding, width.padding)}",
    ]
    if height.ceil and op.kind == "max_pool":
        lines.append("ceil_mode=True")
    if (height.dilation, width.dilation) != (1, 1):
        lines.append(f"dilation={pair(height.dilation, width.dilation)}")
    if op.bias and op.kind == "conv" and not any(axis.is_constant for axis in op.output.axes):
        lines.append("bias=True")
    if op.standardized:
        lines.append(Message("weights standardized"))
    if is_depthwise(op):
        lines[0] = Message("depthwise {kernel}, {count}", kernel=kernel, count=op.output.channels)
    elif op.groups != 1:
        lines.append(f"groups={op.groups}")
    return Label(tuple(lines), name, note, ring)


def is_depthwise(op: Op) -> bool:
    """Whether a convolution looks at each channel alone."""
    return op.kind == "conv" and op.groups == op.in_channels > 1


def pad_text(op: Op) -> str:
    """What a padding adds: channels of zeros, or else pixels."""
    more = op.output.channels - op.in_channels
    return Message("+{count} channels of 0", count=more) if more else Message("padding")


def pair(height: int, width: int) -> str:
    """One number if both axes agree, as PyTorch's arguments are written."""
    return f"{height}" if height == width else f"({height},{width})"


def stride_text(op: Op) -> str:
    """The stride as PyTorch's argument."""
    return pair(op.windows[0].stride, op.windows[1].stride) if op.windows else "1"


def local_name(node: Node) -> str:
    """The module's name within its block or network: ``conv1``, ``downsample.0``."""
    return node.id.removeprefix(f"{node.frame}.")


def projection_note(node: Node, op: Op) -> str:
    """What the conv on a shortcut changes: channels and size."""
    if node.role != "shortcut" or op.kind != "conv":
        return ""
    channels = f"{op.in_channels}→{op.output.channels}"
    return join(", ", [channels, f"↓{op.stride}" if op.stride > 1 else Message("no ↓")])


def closed_label(node: Node, frame: Frame) -> Label:
    """The label of a closed stage or block."""
    ring = f"stride={node.stride} ↓{node.stride}" if node.stride > 1 else ""
    if frame.group.kind == "block":
        lines = [title(frame), block_text(node, frame)]
    elif frame.group.kind == "stage":
        count = f" ×{node.members}" if node.members > 1 else ""
        kind = f" · {frame.group.type}{count}" if node.members else ""
        lines = [f"{frame.id}{kind}", join(" · ", aliases(frame)) or cut(node.summary)]
    else:
        ring = f"↓{node.stride}" if node.stride > 1 else ""
        lines = [frame.id, cut(node.summary)]
    if node.dilation > 1:
        lines[1] = join(" · ", [lines[1], f"dilation={node.dilation}"])
    return Label((*lines, ring) if ring else tuple(lines), ring=ring)


def block_text(node: Node, frame: Frame) -> str:
    """What a closed block says of its branches."""
    if node.misfit and not node.misfit.sizes:
        return join(" ", ["⚠", node.misfit.op, node.misfit.problem])
    if node.joined:
        return Message("joins {count} maps", count=node.joined)
    if frame.group.shortcut:
        return SHORTCUTS[frame.group.shortcut]
    return cut(node.summary)


def cut(text: str, limit: int = 60) -> str:
    """A list of ops, cut to a length that fits a box."""
    return text if len(text) <= limit else f"{text[:limit].rpartition(', ')[0]}, …"


def aliases(frame: Frame) -> list[str]:
    """The other names of a stage: ``stage 2``, ``conv3_x``."""
    if frame.group.kind != "stage" or not frame.group.number:
        return []
    return [Message("stage {number}", number=frame.group.number), *frame.group.names[2:]]


def title(frame: Frame) -> str:
    """The title of a frame: ``layer2.1–3 · Bottleneck ×3``, ``layer2 · stage 2 · conv3_x``."""
    return join(" ", [heading(frame), *([f"×{frame.count}"] if frame.count > 1 else [])])


def heading(frame: Frame) -> str:
    """The title without the count."""
    if frame.group.kind != "block":
        return join(" · ", [frame.id, *aliases(frame)])
    return f"{span(frame)} · {frame.group.type}"


def span(frame: Frame) -> str:
    """The blocks that a frame stands for: ``layer2.1–3``."""
    last = frame.covers[-1].rpartition(".")[2]
    return f"{frame.id}–{last}" if frame.count > 1 else frame.id


def heading_lines(frame: Frame) -> tuple[str, str]:
    """The heading on two lines, for a narrow picture; the second may be empty."""
    if frame.group.kind != "block":
        return frame.id, join(" · ", aliases(frame))
    return span(frame), frame.group.type


def limit(count: int) -> Message:
    """A sentence that says why some identical blocks stay folded."""
    return Message("At most {count} identical blocks are drawn one by one.", count=count)


LONGEST_SYMBOLIC = 40
"""Characters of a shape in symbols; a longer one is written in numbers."""


def shape_text(tensor: Tensor, view: View) -> str:
    """A tensor's shape in numbers for the view's input, or in symbols."""
    if view.shapes == "symbols" and len(tensor.symbolic) <= LONGEST_SYMBOLIC:
        return tensor.symbolic
    return show(tensor.shape(view.size, view.batch))


@lru_cache(4096)
def longest(tensor: Tensor) -> int:
    """Length of the longest text that ``shape_text`` can give for a tensor."""
    largest = View(size=Size(LARGEST, LARGEST), batch=LARGEST_BATCH)
    symbolic = len(tensor.symbolic)
    return max(len(shape_text(tensor, largest)), symbolic * (symbolic <= LONGEST_SYMBOLIC))
