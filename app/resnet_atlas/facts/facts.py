"""The facts of a network at one input size, each computed once."""

from functools import cached_property

from resnet_atlas.errors import BadParameter
from resnet_atlas.facts.cost import EXACT, Cost, cost_of, is_counted, total
from resnet_atlas.facts.layers import Layer
from resnet_atlas.facts.memory.memory import Memory
from resnet_atlas.facts.receptive_field import receptive_fields
from resnet_atlas.facts.summary import Part, Summary
from resnet_atlas.graph.graph import Graph
from resnet_atlas.graph.tensor import Shape
from resnet_atlas.messages import Message
from resnet_atlas.network.size import DEFAULT_SIZE, Size


class Facts:
    """The facts of ``graph`` for a batch of images of ``size``.

    A fact is computed when it is first needed and then kept, so a request walks the graph once for
    each fact. An input that is too small raises ``BadInput``; MACs that are too large to be exact
    raise ``BadParameter``.
    """

    def __init__(self, graph: Graph, size: Size = DEFAULT_SIZE, batch: int = 1) -> None:
        self.graph, self.size, self.batch = graph, size, batch
        self._layers: dict[str, Layer] = {}

    @cached_property
    def shapes(self) -> dict[str, Shape]:
        """The output shape of every op by id, batch first; ``input`` has that of the input."""
        shapes = (self.graph.outputs if self.graph.is_broken else self.graph.shapes)(
            self.size, self.batch
        )
        return dict(zip(self.graph.op, shapes, strict=True))

    @cached_property
    def costs(self) -> dict[str, Cost]:
        """The cost of every layer by id, for the whole batch."""
        costs = {
            op.id: cost_of(op, self.shapes[op.id], self.shapes[op.inputs[0]])
            for op in self.graph.layers
        }
        if total(costs.values()).macs > EXACT:
            parameter, given = ("batch", self.batch) if self.batch > 1 else ("size", self.size)
            problem = Message("the MACs exceed 2^53 − 1, beyond which they would not be exact")
            raise BadParameter(parameter, given, problem, Message("a smaller batch, size or width"))
        return costs

    @cached_property
    def total(self) -> Cost:
        """The cost of the whole network, for the whole batch."""
        return total(self.costs.values())

    @cached_property
    def uncounted(self) -> list[str]:
        """The ops whose multiply-adds aren't in the totals, or not all of them."""
        return [op.id for op in self.graph.layers if not is_counted(op)]

    @cached_property
    def memory(self) -> Memory:
        """The memory that the network takes, in fp32."""
        return Memory(self.graph)

    @cached_property
    def memory_by_op(self) -> dict[str, tuple[int, int]]:
        """Bytes saved for the backward pass and bytes alive in inference, by op."""
        saved = self.memory.saved_by_op(self.size, self.batch)
        alive = self.memory.alive_by_op(self.size, self.batch)
        return {id: (saved.get(id, 0), bytes) for id, bytes in alive.items()}

    @cached_property
    def receptive_fields(self) -> dict[str, tuple[int, ...] | None]:
        """Height and width of every op's receptive field; see ``receptive_field``."""
        return receptive_fields(self.graph)

    def layer(self, id: str) -> Layer:
        """The row of one op in the layer table."""
        if id not in self._layers:
            self._layers[id] = Layer.of(
                self.graph.op[id],
                self.shapes,
                self.costs[id],
                self.memory_by_op[id],
                self.receptive_fields[id],
            )
        return self._layers[id]

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """The layer table: all ops but the input, in the order of execution."""
        return tuple(self.layer(op.id) for op in self.graph.layers)

    @cached_property
    def summary(self) -> Summary:
        """The network, its stages and their blocks, with shapes and costs added up."""
        groups = [group for group in self.graph.groups if group.parent is None]
        parts = tuple(self.part(group.id) for group in groups)
        output = self.shapes[self.graph.ops[-1].id]
        return Summary(self.shapes["input"], output, self.total, parts)

    def part(self, id: str) -> Part:
        """The shapes and costs of a stage or block; ``id`` is its module path."""
        ops = self.graph.members(id)
        first, last = self.graph.op[ops[0].inputs[0]], ops[-1]
        return Part.of(
            self.graph.group[id],
            entering=first.output,
            leaving=last.output,
            shapes=(self.shapes[first.id], self.shapes[last.id]),
            cost=total(self.costs[op.id] for op in ops),
            receptive_field=self.receptive_fields[last.id],
            blocks=tuple(self.part(block.id) for block in self.graph.blocks(id)),
        )
