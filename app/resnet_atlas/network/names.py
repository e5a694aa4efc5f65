"""The names that ResNets go by → their specs, read by pattern; or why a network can't be built.

Libraries and papers write one network in many ways: ``ResNet50``, ``resnet-50``,
``wide-resnet-50-2``, ``WRN-28-10``, ``seresnext50_32x4d``, ``resnetv2_50``, ``ResNet50_vd``. Case,
``-`` and ``_`` don't matter.
"""

import re
from dataclasses import dataclass, replace

from resnet_atlas.errors import BadParameter
from resnet_atlas.network.spec import ResNetSpec

DEPTHS = {
    10: ("basic", (1, 1, 1, 1)),
    14: ("bottleneck", (1, 1, 1, 1)),
    18: ("basic", (2, 2, 2, 2)),
    26: ("bottleneck", (2, 2, 2, 2)),
    34: ("basic", (3, 4, 6, 3)),
    50: ("bottleneck", (3, 4, 6, 3)),
    101: ("bottleneck", (3, 4, 23, 3)),
    152: ("bottleneck", (3, 8, 36, 3)),
    200: ("bottleneck", (3, 24, 36, 3)),
    269: ("bottleneck", (3, 30, 48, 8)),
}
"""Networks of four stages for ImageNet: arXiv:1512.03385, table 1; arXiv:1603.05027 (200); timm."""

PADDLES_200 = (3, 12, 48, 3)
"""PaddleClas's ``ResNet200_vd`` has the same number of blocks, placed in another way."""

CIFAR_BOTTLENECKS = (164, 1001)
"""Networks of 9n + 2 layers for CIFAR: table 4 of arXiv:1603.05027."""

PATTERN = re.compile(
    r"(?P<attention>se_?|eca_?)?(?P<wide>wide_?)?(?P<preact>pre_?act(ivation)?_?)?"
    r"(?P<family>resnet|resnext|plain(?:_?net)?)_?(?P<blur>blur_?)?(?P<v2>v2_)?(?P<depth>\d+)"
    r"_?(?P<variant>v1_5|v15|v1b|v1c|v1d|v1|vd|[cdst])?"
    r"(_?(?P<groups>\d+)x(?P<width>\d+)d)?(_(?P<factor>\d+))?(?P<group>_gn)?"
)
SCALED = re.compile(r"resnet_?rs_?(?P<depth>\d+)")
BIT = re.compile(r"resnet_?v2_(?P<depth>\d+)x(?P<factor>[1-4])_bit")
KERAS = re.compile(r"resnet_?(?P<depth>50|101|152)_?v2")
WIDE = re.compile(r"(wrn|wide_?resnet)_?(?P<depth>\d+)_(?P<factor>\d+)")
"""WRN-depth-k, Wide ResNets for CIFAR (arXiv:1605.07146)."""

SLIM = re.compile(r"resnet_v(?P<version>[12])_(?P<depth>50|101|152|200)")
"""TF-Slim's names, with the version before the depth."""

TAG = re.compile(r"[a-z][a-z0-9]*_[a-z0-9_]*|bamboo")
"""What timm puts behind the dot of a name."""

CLASSES = {"in21k": 21_843, "in12k": 11_821}
"""The classes of the larger ImageNets, as timm counts them, by the end of a tag."""

PREFIXES = re.compile(r"^(gluon|tv|ssl|swsl|ig|timm)_(?=\w*res)")
"""What older names of timm begin with: where the weights came from."""

VARIANTS: dict[str, dict[str, object]] = {
    "": {},
    "v1": {"stride_in_1x1": True},
    "v15": {},
    "v1_5": {},
    "v1b": {},
    "c": {"stem": "deep"},
    "d": {"stem": "deep", "shortcut": "pooled"},
    "s": {"stem": "deep", "base_width": 128, "widths": (64, 128, 256, 512)},
    "t": {"stem": "tiered", "shortcut": "pooled"},
}
VARIANTS |= {"v1c": VARIANTS["c"], "v1d": VARIANTS["d"], "vd": VARIANTS["d"]}
"""ResNet-B to D (arXiv:1812.01187), as timm, Gluon (``v1b``) and Paddle (``vd``) call them."""


@dataclass(frozen=True, slots=True)
class Named:
    """A spec and the plain form of the name that it was read from."""

    name: str
    spec: ResNetSpec


def normalised(name: str) -> str:
    """A name in small letters, its parts joined by ``_``; a tag of timm's (``.a1_in1k``) left out.

    The tag says how weights were trained. It matters to the network where the images were of more
    classes than ImageNet's thousand.

    >>> normalised("Wide-ResNet 50-2"), normalised("ResNet-50 v1.5"), normalised("resnet50.a1_in1k")
    ('wide_resnet_50_2', 'resnet_50_v1_5', 'resnet50')
    """
    plain, _, tag = name[:100].lower().partition(".")
    if not TAG.fullmatch(tag):
        plain = name[:100].lower()
    elif tag.endswith(tuple(CLASSES)):
        plain = f"{plain}_{tag.rpartition('_')[2]}"
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def read(name: str) -> Named | None:
    """The network that a name means; None for a name that no pattern fits."""
    plain = normalised(name)
    cifar = "cifar" in plain
    plain = re.sub(r"(^|_)(cifar(10)?|imagenet)(?=_|$)", "", plain).strip("_")
    base, _, dataset = plain.rpartition("_")
    if dataset in CLASSES:
        found = read(base)
        return found and Named(plain, replace(found.spec, num_classes=CLASSES[dataset]))
    plain = PREFIXES.sub("", plain)
    try:
        spec = read_wide(plain) or read_family(plain) or read_resnet(plain, cifar)
    except BadParameter:  # the parts are known, but don't go together
        return None
    # One network, one address: whether a sign stands before the depth doesn't matter.
    usual = re.sub(r"^wrn(?=\d)", "wrn_", re.sub(r"(?<=net|ext|ain)_(?=\d)", "", plain))
    return Named(usual, spec) if spec else None


def read_wide(plain: str) -> ResNetSpec | None:
    """A Wide ResNet of 6n + 4 layers for CIFAR: batch norm and ReLU first, k times as wide."""
    match = WIDE.fullmatch(plain)
    if not match or (int(match["depth"]) in DEPTHS and not plain.startswith("wrn")):
        return None
    blocks, rest = divmod(int(match["depth"]) - 4, 6)
    factor = int(match["factor"])
    if rest or blocks < 1 or factor < 1:
        return None
    return ResNetSpec(
        "basic",
        (blocks,) * 3,
        base_width=16,
        widths=(16 * factor, 32 * factor, 64 * factor),
        stem="3x3",
        preactivation=True,
        num_classes=10,
    )


def read_family(plain: str) -> ResNetSpec | None:
    """ResNet-RS (arXiv:2103.07579), BiT (arXiv:1912.11370), Keras's V2, or TF-Slim's."""
    if match := SCALED.fullmatch(plain):
        depths = SCALED_DEPTHS.get(int(match["depth"]))
        options = {"stem": "deep", "stem_pool": "conv", "shortcut": "pooled", "squeeze": 4}
        return depths and ResNetSpec("bottleneck", depths, **options)  # type: ignore[arg-type]
    if match := BIT.fullmatch(plain):
        width = 64 * int(match["factor"])
        block, depths = DEPTHS.get(int(match["depth"]), ("", None))
        common = {"preactivation": True, "norm": "group_ws", "base_width": width}
        return depths and ResNetSpec(block, depths, **common)  # type: ignore[arg-type]
    if match := KERAS.fullmatch(plain):
        block, depths = DEPTHS[int(match["depth"])]
        return ResNetSpec(block, depths, preactivation=True, stride_at="last", bias="unnormed")
    if match := SLIM.fullmatch(plain):
        block, depths = DEPTHS[int(match["depth"])]
        slim = ResNetSpec(block, depths, stride_at="last", stem_pool="same")
        second = match["version"] == "2"
        return replace(slim, preactivation=True, bias="unnormed") if second else slim
    return None


SCALED_DEPTHS = {
    50: (3, 4, 6, 3),
    101: (3, 4, 23, 3),
    152: (3, 8, 36, 3),
    200: (3, 24, 36, 3),
    270: (4, 29, 53, 4),
    350: (4, 36, 72, 4),
    420: (4, 44, 87, 4),
}
"""ResNet-RS, as timm has it."""


def read_resnet(plain: str, cifar: bool) -> ResNetSpec | None:
    """A ResNet, ResNeXt or SE-ResNet, with four stages for ImageNet or three for CIFAR."""
    match = PATTERN.fullmatch(plain)
    if not match:
        return None
    depth, variant = int(match["depth"]), match["variant"] or ""
    preactivation = bool(match["preact"] or match["v2"])
    if cifar or depth not in DEPTHS:
        plain_name = not (
            match["family"] != "resnet"
            or variant
            or match["groups"]
            or match["factor"]
            or match["wide"]
        )
        return read_cifar(depth, preactivation) if plain_name else None
    if (match["family"] == "resnext") != bool(match["groups"]):
        return None
    if bool(match["wide"]) != (match["factor"] is not None):
        return None
    block, depths = DEPTHS[depth]
    if variant == "vd" and block == "basic":
        return None  # Paddle's have one projection more: see ``refused``
    if (variant, depth) == ("vd", 200):
        depths = PADDLES_200
    options = dict(VARIANTS[variant])
    if match["groups"]:
        options |= {"groups": int(match["groups"]), "width_per_group": int(match["width"])}
    if match["wide"]:
        options["width_per_group"] = 64 * int(match["factor"])
    attention = (match["attention"] or "").strip("_")
    if attention == "se":
        options |= {"squeeze": 16, "squeeze_divisor": 8 if block == "basic" else 1}
    options |= {"eca": True} if attention == "eca" else {}
    options |= {"antialias": True} if match["blur"] else {}
    options |= {"norm": "group"} if match["group"] else {}
    options |= {"shortcut": "none"} if match["family"].startswith("plain") else {}
    spec = ResNetSpec(block, depths, preactivation=preactivation)
    return replace(spec, **options)  # type: ignore[arg-type]  # what VARIANTS has


def read_cifar(depth: int, preactivation: bool) -> ResNetSpec | None:
    """A network of 6n + 2 layers (section 4.2 of arXiv:1512.03385), or of 9n + 2 bottlenecks."""
    common = {"base_width": 16, "stem": "3x3", "num_classes": 10}
    if depth in CIFAR_BOTTLENECKS:
        blocks = (depth - 2) // 9
        return ResNetSpec("bottleneck", (blocks,) * 3, preactivation=True, **common)  # type: ignore[arg-type]
    blocks, rest = divmod(depth - 2, 6)
    if rest or blocks < 1:
        return None
    shortcut = "projection" if preactivation else "padded"
    return ResNetSpec(
        "basic",
        (blocks,) * 3,
        shortcut=shortcut,
        preactivation=preactivation,
        **common,  # type: ignore[arg-type]
    )


def depth_in(name: str) -> str:
    """The number of a name that says how deep the network is; empty for none.

    A letter O behind a digit is read as the zero that was meant.

    >>> depth_in("wide_resnet101_2"), depth_in("resnet5O")
    ('101', '50')
    """
    match = re.search(r"(?<=[a-z_])\d+", re.sub(r"(?<=\d)o", "0", normalised(name)))
    return match[0] if match else ""
