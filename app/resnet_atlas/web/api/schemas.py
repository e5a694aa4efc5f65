"""The parts that several JSON answers share. What they mean is said where the facts are made."""

from typing import Self

from pydantic import BaseModel, ConfigDict

from resnet_atlas.graph.graph import Graph
from resnet_atlas.network.size import Size


class FromFacts(BaseModel):
    """Reads its fields from the attributes of an object of the facts."""

    model_config = ConfigDict(from_attributes=True)


class Costs(FromFacts):
    """Exact whole numbers; MACs and activations are for the batch given.

    Activations are the output values of all ops, or of convs and fully connected layers alone.
    """

    parameters: int
    macs: int
    activations: int
    conv_fc_activations: int


class Input(BaseModel):
    """What goes into the network."""

    batch: int
    channels: int
    height: int
    width: int

    @classmethod
    def of(cls, graph: Graph, size: Size, batch: int) -> Self:
        """A batch of images of ``size``."""
        channels = graph.ops[0].output.channels
        return cls(batch=batch, channels=channels, height=size.height, width=size.width)
