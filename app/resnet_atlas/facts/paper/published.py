"""The numbers in table 1 of the paper (He et al. 2015, arXiv:1512.03385), and how it may count.

The paper calls multiply-adds FLOPs and prints them in billions, to one decimal. From the MACs of
convolutions and fully connected layers neither rounding nor cutting off gives all five of its
numbers: 3.66 (ResNet-34) and 3.86 (ResNet-50) are printed 3.6 and 3.8, but 7.57 (ResNet-101) and
11.28 (ResNet-152) are printed 7.6 and 11.3. All five match if elementwise operations are counted,
too, and the rest is cut off. The paper doesn't say how it counted, so that is our inference.

Its ResNet-18 and 34 (table 2, section 4.1) have option A on their shortcuts, zeros without weights;
PyTorch's have projections. That takes ResNet-34 to 3.64, which rounds to the 3.6 printed, but not
ResNet-50 to 3.8. With elementwise operations all five match with option A, too.
"""

from collections.abc import Mapping
from dataclasses import replace

from resnet_atlas.facts.cost import macs
from resnet_atlas.graph.op import Op
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.network.spec import ResNetSpec

BILLIONS: Mapping[str, str] = {
    "resnet18": "1.8",
    "resnet34": "3.6",
    "resnet50": "3.8",
    "resnet101": "7.6",
    "resnet152": "11.3",
}
"""The last row of table 1, for an input of 224×224."""

ELEMENTWISE: Mapping[str, int] = {"batch_norm": 2, "relu": 1, "add": 1}
"""Operations per element: a batch norm normalises, then scales and shifts."""


def specs(stride_in_1x1: bool = False, option_a: bool = False) -> dict[str, ResNetSpec]:
    """The paper's five networks by name.

    ``stride_in_1x1`` strides in the 1×1 of bottlenecks, as in the paper; ``option_a`` pads the
    shortcuts of basic blocks with zeros instead of projections.
    """
    shortcut = "padded" if option_a else "projection"
    return {
        name: replace(CATALOGUE[name], stride_in_1x1=stride_in_1x1)
        if CATALOGUE[name].block == "bottleneck"
        else replace(CATALOGUE[name], shortcut=shortcut)
        for name in BILLIONS
    }


def macs_at(op: Op) -> int:
    """Multiply-adds of a convolution or fully connected layer at one position of its output."""
    return macs(op, (1, op.output.channels))


def operations_at(op: Op) -> int:
    """MACs and elementwise operations at one position: the count that gives the paper's numbers."""
    return macs_at(op) + ELEMENTWISE.get(op.kind, 0) * op.output.channels


def billions(operations: int) -> str:
    """A count as the paper prints it: billions, cut off after one decimal.

    >>> billions(3_893_748_736)
    '3.8'
    """
    whole, tenths = divmod(operations // 10**8, 10)
    return f"{whole}.{tenths}"
