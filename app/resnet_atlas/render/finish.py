"""How a picture becomes a file: its resolution, its background, and what it is coloured by."""

from dataclasses import dataclass

from resnet_atlas.errors import BadParameter
from resnet_atlas.messages import Message
from resnet_atlas.parse import one_of, positive_number, whole_number
from resnet_atlas.render.heat import HEATS

SCREEN_DPI = 96
"""Dots per inch of a PNG at scale 1: as large as the SVG is on a screen."""

POINTS = 72
"""Points per inch."""

DPI = (36, 600)
SCALE = (0.5, 4.0)
COLORED = ("svg", "png", "pdf", "tikz", "drawio")
"""The formats whose boxes can be coloured by a quantity."""

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 32_000
"""Bounds of a PNG whose resolution is asked for."""

PAPER, TRANSPARENT = BACKGROUNDS = ("paper", "transparent")


@dataclass(frozen=True, slots=True)
class Finish:
    """The resolution of a PNG, the background of a PNG, PDF or SVG, and the colours of the boxes.

    ``dpi`` is None where neither it nor a scale was given; ``given`` is how it was, for errors.
    ``heat`` is a quantity of ``HEATS`` by which the boxes are coloured; empty for none.
    """

    dpi: float | None = None
    background: str = PAPER
    given: tuple[str, str] = ("dpi", "")
    heat: str = ""

    @classmethod
    def parse(
        cls, scale: str = "", dpi: str = "", background: str = "", heat: str = ""
    ) -> "Finish":
        """The finish that texts ask for; an empty text asks for nothing."""
        background = one_of("background", background or PAPER, BACKGROUNDS)
        heat = one_of("heat", heat, HEATS) if heat else ""
        if scale and dpi:
            raise BadParameter(
                "scale", scale, Message("dpi is given as well"), Message("one of them")
            )
        if scale:
            times = positive_number("scale", scale, *SCALE)
            return cls(SCREEN_DPI * times, background, ("scale", scale), heat)
        if dpi:
            return cls(whole_number("dpi", dpi, *DPI), background, ("dpi", dpi), heat)
        return cls(None, background, heat=heat)

    def check_format(self, format: str) -> None:
        """Refuse what a format doesn't have."""
        if self.dpi is not None and format != "png":
            name, text = self.given
            raise BadParameter(
                name, text, Message("only a PNG has pixels"), Message("nothing here")
            )
        if self.background != PAPER and format not in ("svg", "png", "pdf"):
            problem = Message("only SVG, PNG and PDF have a background")
            raise BadParameter("background", self.background, problem, PAPER)
        if self.heat and format not in COLORED:
            problem = Message("only SVG, PNG, PDF, TikZ and draw.io have such colours")
            raise BadParameter("heat", self.heat, problem, Message("nothing here"))

    def check_size(self, width: float, height: float) -> None:
        """Refuse a PNG of too many pixels, by the picture's width and height in points."""
        if self.dpi is None:
            return
        across, down = (round(side * self.dpi / POINTS) for side in (width, height))
        if across * down <= MOST_PIXELS and max(across, down) <= LONGEST_SIDE:
            return
        most = min(
            POINTS * (MOST_PIXELS / width / height) ** 0.5,
            POINTS * LONGEST_SIDE / max(width, height),
        )
        name, text = self.given
        largest = f"{int(most)}" if name == "dpi" else f"{int(most / SCREEN_DPI * 100) / 100:g}"
        raise BadParameter(
            name,
            text,
            Message("the picture would have {across}×{down} pixels", across=across, down=down),
            Message("up to {largest} for this picture", largest=largest),
        )


PLAIN = Finish()
