"""The graph of a network: its ops, the edges between them, and its groups.

A graph holds no input size. Every tensor carries its channels and one closed form per spatial axis,
so a shape is arithmetic (``Graph.shapes``). Everything is identified by its module path.
"""

from collections.abc import Collection, Hashable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from resnet_atlas.errors import BadInput, UnknownName
from resnet_atlas.graph.fit import Demand, demands
from resnet_atlas.graph.group import KINDS, Group
from resnet_atlas.graph.guard import Guard
from resnet_atlas.graph.op import OPTIONS, Edge, Op, Role, Weight
from resnet_atlas.graph.part_names import aliases, find_part
from resnet_atlas.graph.tensor import Shape, Tensor
from resnet_atlas.messages import Message
from resnet_atlas.network.size import DEFAULT_SIZE, Size
from resnet_atlas.parse import nearest


@dataclass(frozen=True)
class Graph:
    """A network. ``ops`` are in the order of execution, the first being the input itself.

    The graph is that of all sizes that pass the ``guards``; at others ``forward`` does something
    else.
    ``unused`` are weights that it doesn't need, as those of a classifier that only training has.
    What isn't proven was seen at an input of ``size``.
    """

    ops: tuple[Op, ...]
    groups: tuple[Group, ...]
    guards: tuple[Guard, ...] = ()
    unused: tuple[Weight, ...] = ()
    size: Size = DEFAULT_SIZE

    @property
    def layers(self) -> tuple[Op, ...]:
        """The ops that compute something: all but the input."""
        return self.ops[1:]

    @cached_property
    def op(self) -> dict[str, Op]:
        """The ops by id."""
        return {op.id: op for op in self.ops}

    @cached_property
    def group(self) -> dict[str, Group]:
        """The groups by id."""
        return {group.id: group for group in self.groups}

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """Every input of every op."""
        return tuple(
            Edge(source.id, op.id, self._role(source, op), source.output)
            for op in self.ops
            for source in map(self.op.__getitem__, op.inputs)
        )

    @cached_property
    def side_branches(self) -> frozenset[str]:
        """The ops that compute a factor for each channel, as in squeeze-and-excitation.

        A map goes past them through the ⊗: they are neither on the main path nor on a shortcut.
        """
        found: set[str] = set()
        for op in self.ops:
            if op.kind == "mul":
                passing, *factors = op.inputs
                before = self._ancestors(passing)
                found |= self._ancestors(*factors) - before
        return frozenset(found)

    def _ancestors(self, *ids: str) -> set[str]:
        """The ops of a block that some of its ops depend on, themselves included."""
        block = self.op[ids[0]].block
        found: set[str] = set()
        todo = [*ids]
        while todo:
            op = self.op[todo.pop()]
            if op.block == block and op.id not in found:
                found.add(op.id)
                todo += op.inputs
        return found

    def on_path(self, op: Op, role: Role | None = None) -> bool:
        """Whether the map itself goes through ``op``: on the branch ``role``, or past no shortcut.

        Without ``role`` this is the main path, through the residual branch of every block.
        """
        on_branch = op.role == role if role else op.role != "shortcut"
        return on_branch and op.id not in self.side_branches

    def _role(self, source: Op, target: Op) -> Role:
        """The role of an edge: that of its ops; an edge past all ops of a block is its identity."""
        if "residual" in (source.role, target.role):
            return "residual"
        in_shortcut = "shortcut" in (source.role, target.role)
        past_the_block = target.kind == "add" and target.block is not None
        return "shortcut" if in_shortcut or past_the_block else "trunk"

    @cached_property
    def named(self) -> dict[str, Group]:
        """The groups by each of their names."""
        return {name: group for group in self.groups for name in group.names}

    def part(self, name: str) -> Group | Op | None:
        """The group or op of a name as people write it (``part_names``); None if there is none."""
        id = find_part(name, *self._part_names) or ""
        return self.group.get(id) or self.op.get(id)

    @cached_property
    def _part_names(self) -> tuple[dict[str, str], dict[str, None]]:
        """The groups by their aliases, and the ids of all layers and groups."""
        stages = {alias: group.id for group in self.groups for alias in aliases(group.names)}
        return stages, dict.fromkeys([*[op.id for op in self.layers], *self.group])

    def find(
        self, name: str, parameter: str, kinds: Collection[str] = KINDS, also: str = ""
    ) -> Group:
        """The group of that name, or the smallest one around the op of that name.

        ``kinds`` are the kinds looked among, ``also`` is a further name to offer. ``UnknownName``
        for ``parameter`` if there is none.
        """
        part = self.named.get(name) or self.part(name)
        if isinstance(part, Op):
            part = self.group[part.block or part.stage]
        if part is None or part.kind not in kinds:
            raise self._unknown(name, parameter, kinds, also)
        return part

    def _unknown(self, name: str, parameter: str, kinds: Collection[str], also: str) -> UnknownName:
        among = {name: group for name, group in self.named.items() if group.kind in kinds}
        blocks = [group.id for group in among.values() if group.kind == "block"]
        others = [group.names[0] for group in self.groups if group.kind in {*kinds} - {"block"}]
        some = blocks if len(blocks) <= 20 else [blocks[0], "…"]
        allowed = ", ".join(filter(None, [also, *others, *some]))
        problem = {
            "stage": Message("this network has no such stage"),
            "block": Message("this network has no such block"),
        }.get(parameter, Message("this network has no such part"))
        offered = [*filter(None, [also]), *among]
        return UnknownName(parameter, name, problem, allowed, nearest(name, offered))

    def members(self, group: str) -> tuple[Op, ...]:
        """The ops of a stage or block, in order."""
        return tuple(self._members[group])

    @cached_property
    def _members(self) -> dict[str | None, list[Op]]:
        members: dict[str | None, list[Op]] = {}
        for op in self.layers:
            for group in (op.stage, op.block):
                members.setdefault(group, []).append(op)
        return members

    def blocks(self, stage: str) -> tuple[Group, ...]:
        """The blocks of a stage, in order."""
        return tuple(self._blocks.get(stage, ()))

    @cached_property
    def _blocks(self) -> dict[str | None, list[Group]]:
        blocks: dict[str | None, list[Group]] = {}
        for group in self.groups:
            blocks.setdefault(group.parent, []).append(group)
        return blocks

    @cached_property
    def runs(self) -> tuple[tuple[str, ...], ...]:
        """Neighbouring blocks of a stage, two or more, that differ in nothing but their names.

        Identical means equal in structure: the same ops with the same options between the same
        tensors for every input size, not merely of the same class.
        """
        blocks = [group for group in self.groups if group.kind == "block"]
        alike = groupby(
            blocks, key=lambda block: (block.parent, block.type, self._structure(block.id))
        )
        runs = [tuple(block.id for block in run) for _, run in alike]
        return tuple(run for run in runs if len(run) > 1)

    def _structure(self, block: str) -> Hashable:
        """The ops of a block with their options, names and inputs relative to the block."""
        inside = {op.id: op.id.removeprefix(block) for op in self.members(block)}
        return tuple(
            (
                inside[op.id],
                tuple(inside.get(source, "in") for source in op.inputs),
                OPTIONS(op),
                tuple(weight.shape for weight in op.weights or ()),
            )
            for op in self.members(block)
        )

    @cached_property
    def _tensors(self) -> tuple[dict[Tensor, int], list[int]]:
        """The distinct tensors (about 20 in a network of 500 ops), and the index of each op's."""
        places: dict[Tensor, int] = {}
        return places, [places.setdefault(op.output, len(places)) for op in self.ops]

    @cached_property
    def demands(self) -> tuple[Demand, ...]:
        """What has to hold at an input size so that every op fits what it is given."""
        return tuple(
            demand
            for op in self.layers
            for demand in demands(op, [self.op[source].output for source in op.inputs])
        )

    @cached_property
    def is_proven(self) -> bool:
        """Whether every shape is known at every size that passes the guards."""
        return all(tensor.certainty == "proven" for tensor in self._tensors[0])

    def takes(self, size: Size, batch: int = 1) -> bool:
        """Whether ``forward`` runs as the graph says for an input of ``size``."""
        sizes = {"N": batch, "H": size.height, "W": size.width}
        return all(guard.passes(sizes) for guard in self.guards)

    def holds_at(self, size: Size) -> bool:
        """Whether an input of ``size`` goes the same way, and each shape is proven or was seen."""
        return self.takes(size) and (self.is_proven or size == self.size)

    @property
    def is_broken(self) -> bool:
        """Whether two parts fit together at no input size at all."""
        return any(demand.is_hopeless for demand in self.demands)

    def least(self, place: int) -> int:
        """The smallest height (``place`` 0) or width (1) that leaves something of every tensor."""
        name = "HW"[place]
        found = 1
        for tensor in self._tensors[0]:
            if tensor.dims:
                forms = [form for form in tensor.dims if form.symbols == {name}]
                found = max([found, *(form.least for form in forms)])
            elif tensor.axes and tensor.axes[place].s:
                found = max(found, tensor.axes[place].least)
        return found

    def outputs(self, size: Size, batch: int = 1) -> list[Shape]:
        """The output shape of every op by its closed form, whether or not the ops fit together."""
        places, index = self._tensors
        distinct = [tensor.shape(size, batch) for tensor in places]
        return [distinct[place] for place in index]

    def shapes(self, size: Size, batch: int = 1) -> list[Shape]:
        """The output shape of every op, in the order of ``ops``.

        ``BadInput`` where PyTorch would refuse the input, too: it is too small for an op, or two
        tensors don't fit together (PyTorch broadcasts a side of 1 where we refuse it).
        """
        if not self.takes(size, batch):
            problem = Message("forward takes another way at this size")
            raise BadInput(size, "", problem, self.taken)
        sizes = {"N": batch, "H": size.height, "W": size.width}
        places, index = self._tensors
        distinct = [tensor.shape(size, batch) for tensor in places]
        empty = {place for place, shape in enumerate(distinct) if min(shape) < 1}
        small = next((op.id for op, at in zip(self.ops, index, strict=True) if at in empty), None)
        broken = next((demand for demand in self.demands if not demand.holds(sizes)), None)
        if broken and not (small and self._order[small] < self._order[broken.op.id]):
            raise BadInput(size, broken.op.id, broken.problem(size), self.taken)
        if small:
            least = max(axis.least for tensor in self._tensors[0] for axis in tensor.axes if axis.s)
            problem = Message("{op} has no output left: its input is too small", op=small)
            raise BadInput(size, small, problem, Message("{least} or more", least=least))
        return [distinct[place] for place in index]

    @cached_property
    def _order(self) -> dict[str, int]:
        """The place of each op in the order of execution."""
        return {id: place for place, id in enumerate(self.op)}

    @cached_property
    def taken(self) -> str:
        """The input sizes that the network takes, in words."""
        from resnet_atlas.graph.accepts import accepts  # it reads graphs itself

        return str(accepts(self))
