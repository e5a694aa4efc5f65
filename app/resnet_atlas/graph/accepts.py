"""Which input sizes a network takes: the inverse of its closed forms.

A condition is tried at every size up to the largest; one on both sides, as a classifier after a
flattening makes it (``256·h·w`` is to be 9216), at every pair of sizes that differ in their floors.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import prod

from resnet_atlas.graph.expression import Atom, Expression
from resnet_atlas.graph.fit import REARRANGES, Demand
from resnet_atlas.graph.graph import Graph
from resnet_atlas.messages import Message, join
from resnet_atlas.network.size import LARGEST, Size

Ranges = tuple[range, ...]
"""Sizes of one side, as ranges with a step."""


@dataclass(frozen=True, slots=True)
class Accepts:
    """The input sizes that a network takes, up to the largest that is offered.

    A size is taken if one of ``pairs`` has its height and its width. ``is_whole`` is False where a
    guard asks for both sides together: then ``Graph.shapes`` decides.
    """

    pairs: tuple[tuple[Ranges, Ranges], ...]
    is_whole: bool = True

    def __contains__(self, size: Size) -> bool:
        """Whether a size is taken."""
        return any(
            any(size.height in part for part in heights)
            and any(size.width in part for part in widths)
            for heights, widths in self.pairs
        )

    def __bool__(self) -> bool:
        """Whether any size is taken."""
        return bool(self.pairs)

    def __str__(self) -> str:
        """The sizes in words: ``H and W: multiples of 16``."""
        if not self.pairs:
            return Message("no size")
        squares = [heights for heights, widths in self.pairs if heights == widths]
        if squares:
            text = Message("H and W: {sizes}", sizes=words(squares[0]))
            other = Message("or others together")
            return join(", ", [text, *([other] if len(self.pairs) > 1 else [])])
        texts = [
            Message("H: {heights}, W: {widths}", heights=words(heights), widths=words(widths))
            for heights, widths in self.pairs
        ]
        return join("; ", [*texts[:3], *(["…"] if len(texts) > 3 else [])])


def words(ranges: Ranges) -> str:
    """Sizes of a side in words.

    >>> str(words((range(16, 4097, 16),))), str(words((range(193, 225),)))
    ('multiples of 16', '193 to 224')
    """
    if not ranges:
        return Message("no size")
    texts: list[str] = []
    for part in ranges[:4]:
        if part.start == 1 and part.stop > LARGEST and part.step == 1:
            return Message("any size")
        if part.stop + part.step > LARGEST + 1 and part.step == 1:
            texts.append(Message("{least} or more", least=part.start))
        elif len(part) > 2 and part.step > 1 and part.start % part.step == 0:
            least = part.start
            name = Message("multiples of {step}", step=part.step)
            more = Message("{name} from {least} on", name=name, least=least)
            texts.append(name if least == part.step else more)
        elif len(part) > 2 and part.step > 1:
            texts.append(Message("every {step} from {least} on", step=part.step, least=part.start))
        elif len(part) > 1:
            texts.append(Message("{first} to {last}", first=part[0], last=part[-1]))
        else:
            texts.append(str(part[0]))
    return join(", ", [*texts, *(["…"] if len(ranges) > 4 else [])])


def accepts(graph: Graph) -> Accepts:
    """The input sizes that pass every demand and guard of ``graph`` and leave something of it."""
    return solved(graph, graph.demands)


def solved(graph: Graph, demands: Sequence[Demand]) -> Accepts:
    """The input sizes that meet some demands, and leave something of every tensor."""
    each: dict[str, list[Callable[[dict[str, int]], bool]]] = {"H": [], "W": []}
    joint: list[Demand] = []
    whole = True
    for demand in demands:
        symbols = (demand.given - demand.taken).symbols - {"N"}
        if not symbols and not demand.holds({"N": 1, "H": 1, "W": 1}):
            return Accepts(())
        if len(symbols) == 1:
            each[next(iter(symbols))].append(demand.holds)
        elif len(symbols) == 2:
            joint.append(demand)
    for guard in graph.guards:
        symbols = guard.left.symbols - {"N"}
        if len(symbols) == 1:
            each[next(iter(symbols))].append(guard.passes)
        elif symbols:
            whole = False
    left = {name: fitting(name, each[name], graph.least(place)) for place, name in enumerate("HW")}
    if not all(left.values()):
        return Accepts((), whole)
    pairs = [(left["H"], left["W"])]
    for demand in joint:
        pairs = [
            (kept_h, kept_w)
            for heights, widths in pairs
            for more_h, more_w in together(demand, left)
            if (kept_h := [n for n in heights if n in more_h])
            and (kept_w := [n for n in widths if n in more_w])
        ]
    return Accepts(tuple((ranges(heights), ranges(widths)) for heights, widths in pairs), whole)


def fitting(
    name: str, conditions: Iterable[Callable[[dict[str, int]], bool]], least: int
) -> list[int]:
    """The sizes of a side that meet its conditions."""
    found = list(range(least, LARGEST + 1))
    for holds in dict.fromkeys(conditions):
        found = [n for n in found if holds({"N": 1, "H": n, "W": n})]
    return found


def together(demand: Demand, sides: dict[str, list[int]]) -> list[tuple[set[int], set[int]]]:
    """The heights and widths that meet a demand on both, such as ``256·h·w`` being 9216.

    Sizes of a side are alike where all their floors are; each kind of height is tried with each
    kind of width.
    """
    terms = (demand.given - demand.taken).terms
    kinds: dict[str, dict[tuple[int, ...], set[int]]] = {"H": {}, "W": {}}
    for name in "HW":
        own = [
            [atom for atom in atoms if ("H" in symbols(atom)) == (name == "H")]
            for atoms, _ in terms
        ]
        for n in sides[name]:
            sizes = {"N": 1, "H": n, "W": n}
            values = tuple(prod(valued(atom, sizes) for atom in atoms) for atoms in own)
            kinds[name].setdefault(values, set()).add(n)
    times = [each for _, each in terms]
    widths = kinds["W"]
    vary = [place for place in range(len(times)) if len({wide[place] for wide in widths}) > 1]
    # Mostly the widths have one floor alone: the sum is linear in it, so that one fits at most.
    linear = len({tuple(wide[place] for wide in widths) for place in vary}) == 1
    by_size = {wide[vary[0]]: wide for wide in widths} if linear else {}
    some = next(iter(widths))
    if len(times) == 2 and not linear:
        return in_ratio(times, kinds["H"], widths)
    found = []
    for high, heights in kinds["H"].items():
        factors = [each * part for each, part in zip(times, high, strict=True)]
        tried: Iterable[tuple[int, ...]] = widths
        slope = sum(factors[place] for place in vary)
        if linear and slope:
            rest = sum(
                factors[place] * some[place] for place in range(len(times)) if place not in vary
            )
            wide = by_size.get(-rest // slope)
            tried = [wide] if wide else []
        found += [
            (heights, widths[wide])
            for wide in tried
            if sum(a * b for a, b in zip(factors, wide, strict=True)) == 0
        ]
    return found


def in_ratio(
    times: Sequence[int],
    heights: Mapping[tuple[int, ...], set[int]],
    widths: Mapping[tuple[int, ...], set[int]],
) -> list[tuple[set[int], set[int]]]:
    """The same for two terms: the heights have them in one ratio, which the widths undo."""
    high: dict[Fraction, set[int]] = {}
    wide: dict[Fraction, set[int]] = {}
    for (one, two), sizes in heights.items():
        if two:
            high.setdefault(Fraction(one, two), set()).update(sizes)
    for (one, two), sizes in widths.items():
        if one:
            ratio = Fraction(-times[1] * two, times[0] * one)
            wide.setdefault(ratio, set()).update(sizes)
    return [(sizes, wide[ratio]) for ratio, sizes in high.items() if ratio in wide]


def valued(atom: Atom, sizes: dict[str, int]) -> int:
    """An atom for an input of these sizes."""
    return sizes[atom] if isinstance(atom, str) else atom.value(sizes)


def symbols(atom: Atom) -> frozenset[str]:
    """The sizes of the input that an atom depends on."""
    return Expression((((atom,), 1),)).symbols


@dataclass(frozen=True, slots=True)
class Misfit:
    """An op that doesn't take what it is given at every input size.

    ``problem`` says what clashes, ``remedy`` what would fit: a number, or the input sizes, where
    there are ``sizes`` that fit.
    """

    op: str
    problem: Message
    remedy: str
    sizes: bool


def misfits(graph: Graph) -> dict[str, Misfit]:
    """The ops of ``graph`` that don't fit what they are given, or fit it at certain sizes alone."""
    found: dict[str, list[Demand]] = {}
    for demand in graph.demands:
        found.setdefault(demand.op.id, []).append(demand)
    return {id: misfit(graph, demands) for id, demands in found.items()}


ARGUMENTS = {
    "linear": "in_features",
    "conv": "in_channels",
    "conv_transpose": "in_channels",
    "batch_norm": "num_features",
}
"""PyTorch's argument for what a layer takes."""


def misfit(graph: Graph, demands: Sequence[Demand]) -> Misfit:
    """What is wrong with one op."""
    hopeless = next((demand for demand in demands if demand.is_hopeless), None)
    demand = hopeless or demands[0]
    kind, given = demand.op.kind, demand.given.formula()
    if kind in ARGUMENTS:
        problem = Message("takes {taken}, gets {given}", taken=demand.taken.number, given=given)
    else:
        one, other = (tensor.symbolic for tensor in (demand.tensors[0], demand.tensors[-1]))
        if kind in REARRANGES:
            other = demand.op.output.symbolic
        problem = Message("{one} and {other} don’t fit", one=one, other=other)
    sizes = solved(graph, demands)
    if sizes:
        return Misfit(demand.op.id, problem, Message("fits if {sizes}", sizes=str(sizes)), True)
    remedy = f"{ARGUMENTS[kind]}={given}" if kind in ARGUMENTS else ""
    return Misfit(demand.op.id, problem, remedy, False)


def ranges(sizes: Sequence[int]) -> Ranges:
    """Sizes in order as few ranges: one with a step, or one for each run.

    >>> ranges([16, 32, 48]), ranges([5, 6, 7, 10])
    ((range(16, 49, 16),), (range(5, 8), range(10, 11)))
    """
    steps = {after - before for before, after in pairwise(sizes)}
    if len(steps) == 1 and len(sizes) > 2:
        (step,) = steps
        return (range(sizes[0], sizes[-1] + 1, step),)
    found: list[range] = []
    for size in sizes:
        if found and found[-1].stop == size:
            found[-1] = range(found[-1].start, size + 1)
        else:
            found.append(range(size, size + 1))
    return tuple(found)
