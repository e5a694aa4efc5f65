from dataclasses import replace

from resnet_atlas.facts.comparison.group_remarks import remarks
from resnet_atlas.graph.extent import Extent
from resnet_atlas.graph.op import Op
from resnet_atlas.graph.tensor import Tensor
from resnet_atlas.graph.window import Window


def op(kind, channels=8, window=None, role="residual", **more):
    axes = (Extent(), Extent())
    windows = (window, window) if window else None
    return Op("", kind, (), Tensor(channels, axes), "layer1", "layer1.0", role, 8, windows, **more)


def conv(side=3, channels=8, stride=1, padding=None, dilation=1, **more):
    around = dilation * (side // 2) if padding is None else padding
    return op("conv", channels, Window(side, stride, around, dilation), **more)


def said(left, right):
    forth = [remark.words for remark in remarks(left, right)]
    back = [remark.words for remark in remarks(right, left)]
    assert len(forth) == len(back)
    return [str(words) for words in forth]


BLOCK = {
    "conv1": conv(),
    "bn1": op("batch_norm"),
    "relu": op("relu"),
    "add": op("add", role="trunk"),
}


def test_alike():
    assert said(BLOCK, BLOCK) == []


def test_every_option_of_an_op():
    for made, words in [
        (conv(5), "conv1: kernel 3×3 vs. 5×5"),
        (conv(stride=2), "conv1: stride 1 vs. 2"),
        (conv(dilation=2), "conv1: dilation 1 vs. 2"),
        (conv(padding=0), "conv1: padding 1 vs. 0"),
        (conv(channels=16), "conv1: 8 vs. 16 channels"),
        (conv(groups=4), "conv1: groups 1 vs. 4"),
        (conv(bias=True), "conv1: without bias vs. with bias"),
        (op("max_pool", window=Window(3, 1, 1)), "conv1: conv vs. max pool"),
    ]:
        assert words in said(BLOCK, BLOCK | {"conv1": made})
    strided = {"conv1": conv(stride=2)}
    assert said(strided, {"conv1": conv(dilation=2)}) == ["conv1: stride 2 vs. dilation 2"]
    tall = replace(conv(), windows=(Window(3, 2, 1), Window(1, 1, 0)))
    assert said(BLOCK, BLOCK | {"conv1": tall}) == [
        "conv1: kernel 3×3 vs. 3×1",
        "conv1: stride 1 vs. 2×1",
    ]


def test_ops_that_one_alone_has():
    squeezed = BLOCK | {
        "se.fc1": replace(conv(1), output=Tensor(2, (Extent.constant(1),) * 2)),
        "se.sigmoid": op("sigmoid"),
        "mul": op("mul"),
    }
    assert said(BLOCK, squeezed) == ["further layers: none vs. se.fc1, se.sigmoid, mul"]


def test_the_same_ops_in_another_order():
    before = {path: BLOCK[path] for path in ("bn1", "relu", "conv1", "add")}
    assert said(BLOCK, before) == ["order: conv1, bn1, relu, add vs. bn1, relu, conv1, add"]


def test_shortcuts():
    at = {"role": "shortcut"}
    pooled = {"pool": op("avg_pool", window=Window(2, 2), **at), "conv": conv(1, **at)}
    projected = {"downsample.0": conv(1, stride=2, **at), "downsample.1": op("batch_norm", **at)}
    assert said(BLOCK, BLOCK | projected) == ["shortcut: identity vs. projection"]
    assert said(BLOCK | projected, BLOCK | pooled) == [
        "shortcut: projection vs. 2×2 average pool ↓2, 1×1 conv"
    ]
    (one,) = remarks(BLOCK, BLOCK | projected)
    assert (one.on_left, one.on_right) == (("add",), ("downsample.0", "downsample.1"))


def test_another_stem():
    deep = {f"conv1.{number}": conv(3, stride=1 + (not number)) for number in range(3)}
    assert said({"conv1": conv(7, stride=2)}, deep) == [
        "convs: 7×7 vs. 3×3, 3×3, 3×3",
        "the stride moves from conv1 to conv1.0",
    ]
