"""Lines to paste for a part of a network: take its output, freeze up to it, replace it.

Each begins with the lines that build ``model``. Names of nodes are those of torchvision's
``create_feature_extractor``: a module called again gets ``_1``, ``_2``.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.group import Group
from resnet_atlas.graph.op import Op
from resnet_atlas.messages import Message
from resnet_atlas.network.construction import construction
from resnet_atlas.network.network import Network

TIMM = {
    "resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "resnext50_32x4d",
    "resnext101_32x8d", "resnext101_64x4d", "wide_resnet50_2", "wide_resnet101_2", "resnet26",
    "resnet50d", "seresnet50",
}  # fmt: skip
"""The networks that timm builds under the same name."""

FUNCTIONS = ("add", "mul", "flatten", "cat")
"""Kinds of op that are no module: nothing can be hooked there, or replaced."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Lines for one purpose; ``purpose`` is a short key, ``words`` say what they are for."""

    purpose: str
    words: str
    code: str


def usages(network: Network, graph: Graph, id: str) -> list[Usage]:
    """All lines for an op, a block or a stage."""
    part = graph.op.get(id) or graph.group[id]
    if isinstance(part, Op) and part.kind == "input":
        return []
    needed, lines = construction(network)
    if network.spec.in_channels != 3 and "torchvision" in needed[0]:
        width = network.spec.base_width
        inside = f"{network.spec.in_channels}, {width}, 7, stride=2, padding=3, bias=False"
        lines = [*lines, f"model.conv1 = torch.nn.Conv2d({inside})"]
    made = [*output(graph, part), *hook(part), *timm(network, graph, part), *gradcam(graph, part)]
    made += [*freeze(graph, part), *replacement(part)]
    return [
        Usage(
            each.purpose,
            each.words,
            "\n".join([*imports(each.code), *needed, "", *lines, each.code]),
        )
        if each.purpose != "timm"
        else each
        for each in made
    ]


def imports(code: str) -> list[str]:
    """What lines need beside the network."""
    extractor = "from torchvision.models.feature_extraction import create_feature_extractor"
    found = ["import torch"]
    return [*found, extractor] if "create_feature_extractor" in code else found


def node(id: str) -> str:
    """The name of the node of an op, as ``create_feature_extractor`` has it.

    >>> node("layer1.0.relu:2"), node("layer2.0.add")
    ('layer1.0.relu_1', 'layer2.0.add')
    """
    path, _, ordinal = id.partition(":")
    return f"{path}_{int(ordinal) - 1}" if ordinal else path


def attribute(id: str) -> str:
    """How Python writes the path of a module.

    >>> attribute("layer2.0.downsample.1")
    'model.layer2[0].downsample[1]'
    """
    steps = id.partition(":")[0].split(".")
    return "model" + "".join(f"[{step}]" if step.isdigit() else f".{step}" for step in steps)


def level(part: Op | Group) -> str:
    """What the output of a stage is called in a feature pyramid: C2 behind layer1."""
    is_stage = isinstance(part, Group) and part.kind == "stage" and part.number
    return f"c{part.number + 1}" if isinstance(part, Group) and is_stage else "out"


def output(graph: Graph, part: Op | Group) -> Iterator[Usage]:
    """Take the output by torchvision's feature extractor."""
    if isinstance(part, Group) and part.kind in ("stem", "head"):
        part = graph.members(part.id)[-1]
    name, key = node(part.id), level(part)
    lines = []
    if is_overwritten(graph, part):
        lines += [
            "for layer in model.modules():  # else the ReLU behind it overwrites what is taken",
            "    if isinstance(layer, torch.nn.ReLU):",
            "        layer.inplace = False",
        ]
    lines += [
        f'features = create_feature_extractor(model, {{"{name}": "{key}"}})',
        f'{key} = features(images)["{key}"]',
    ]
    yield Usage("output", Message("take its output"), "\n".join(lines))


def is_overwritten(graph: Graph, part: Op | Group) -> bool:
    """Whether a ReLU in place follows."""
    return any(edge.source == part.id and graph.op[edge.target].kind == "relu"
               for edge in graph.edges)  # fmt: skip


def hook(part: Op | Group) -> Iterator[Usage]:
    """Take the output by a forward hook; of a module that is called again, all outputs."""
    if part_is_no_module(part):
        return
    ordinal = part.id.partition(":")[2]
    which = int(ordinal) - 1 if ordinal else 0
    lines = [
        "outputs = []",
        f"layer = {attribute(part.id)}",
        "handle = layer.register_forward_hook(",
        "    lambda module, inputs, output: outputs.append(output.clone())",
        ")",
        "model(images)",
        "handle.remove()",
        f"out = outputs[{which}]",
    ]
    yield Usage("hook", Message("take its output by a hook"), "\n".join(lines))


def part_is_no_module(part: Op | Group) -> bool:
    """Whether a part has no module of its own."""
    if isinstance(part, Group):
        return part.kind in ("stem", "head")
    return part.kind in FUNCTIONS


def timm(network: Network, graph: Graph, part: Op | Group) -> Iterator[Usage]:
    """Take the output of a stage by timm's ``features_only``."""
    number = part.number if isinstance(part, Group) and part.kind == "stage" else 0
    if isinstance(part, Op):
        ends = {
            graph.members(each.id)[-1].id: each.number
            for each in graph.groups
            if each.kind == "stage"
        }
        number = ends.get(part.id, 0)
    is_first = part.id == "relu"
    changes = {name for name in network.changes if name not in ("in_channels", "num_classes")}
    if network.name not in TIMM or changes or not (number or is_first):
        return
    more = f", in_chans={network.spec.in_channels}" if network.spec.in_channels != 3 else ""
    lines = [
        "import timm",
        "",
        f'features = timm.create_model("{network.name}", features_only=True, '
        f"out_indices=({number},){more})",
        "(out,) = features(images)",
    ]
    yield Usage("timm", Message("take its output from timm’s network"), "\n".join(lines))


def gradcam(graph: Graph, part: Op | Group) -> Iterator[Usage]:
    """The layer that Grad-CAM looks at: the block around a part, or the last of a stage."""
    if isinstance(part, Op):
        block = part.block
    elif part.kind == "stage":
        block = graph.blocks(part.id)[-1].id if graph.blocks(part.id) else None
    else:
        block = part.id if part.kind == "block" else None
    if block:
        line = f"target_layers = [{attribute(block)}]"
        yield Usage("gradcam", Message("show what it looks at (Grad-CAM)"), line)


def freeze(graph: Graph, part: Op | Group) -> Iterator[Usage]:
    """Keep everything up to a part as it is; blocks are frozen as a whole."""
    last = (part.block or part.id) if isinstance(part, Op) else part.id
    stages: dict[str, list[str]] = {}
    for op in graph.ops:
        top = op.id.partition(":")[0].split(".")[0]
        if op.kind not in (*FUNCTIONS, "input"):
            held = stages.setdefault(top, [])
            if op.block and op.block not in held:
                held.append(op.block)
        if last in (op.id, op.block, op.stage) and is_last(graph, op, last):
            break
    frozen = []
    for top, blocks in stages.items():
        every = [block.id for block in graph.blocks(top)] if top in graph.group else []
        if blocks and blocks != every:
            frozen.append(f"*model.{top}[:{len(blocks)}]")
        elif top not in ("relu", "maxpool", "avgpool"):
            frozen.append(f"model.{top}")
    if not frozen:
        return
    code = (
        f"for part in ({', '.join(frozen)},):\n"
        "    part.requires_grad_(False)\n"
        "    part.eval()  # again after every model.train(): batch norms would go on counting"
    )
    yield Usage("freeze", Message("freeze up to here"), code)


def is_last(graph: Graph, op: Op, id: str) -> bool:
    """Whether an op is the last of a group, or the op itself."""
    return op.id == id or (id in graph.group and graph.members(id)[-1].id == op.id)


def replacement(part: Op | Group) -> Iterator[Usage]:
    """Put another module in the place of an op's."""
    if isinstance(part, Group) or part_is_no_module(part):
        return
    made = ""
    if part.kind == "conv" and part.windows:
        # A conv for other images is what the first one is replaced for; others keep their channels.
        kernel, stride, padding, dilation = (
            one([getattr(window, name) for window in part.windows])
            for name in ("kernel", "stride", "padding", "dilation")
        )
        takes = 1 if part.inputs == ("input",) or part.in_channels == 3 else part.in_channels
        made = f"torch.nn.Conv2d({takes}, {part.output.channels}, {kernel}, stride={stride}"
        made += f", padding={padding}"
        made += f", dilation={dilation}" if dilation != "1" else ""
        made += f", groups={part.groups}" if part.groups > 1 else ""
        made += ")" if part.bias else ", bias=False)"
    elif part.kind == "linear":
        made = f"torch.nn.Linear({part.in_channels}, 10)"
    elif part.kind == "max_pool":
        made = "torch.nn.Identity()"
    elif part.kind == "batch_norm":
        groups = next(each for each in (32, 16, 8, 4, 2, 1) if part.output.channels % each == 0)
        made = f"torch.nn.GroupNorm({groups}, {part.output.channels})"
    elif part.kind == "relu":
        made = "torch.nn.SiLU()"
    if made:
        line = f"{attribute(part.id)} = {made}"
        yield Usage("replace", Message("put another layer in its place"), line)


def one(sides: list[int]) -> str:
    """Both axes as one number, where they are the same."""
    return str(sides[0]) if sides[0] == sides[1] else str(tuple(sides))
