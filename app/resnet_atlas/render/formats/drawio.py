"""A scene → draw.io: boxes, connectors and words to go on working with.

Everything is where the SVG has it. Every node of the diagram is a box with its words in it, every
arrow a connector that stays with its two boxes when these are moved.
Format: https://www.drawio.com/doc/faq/drawio-xml-format (an ``mxGraphModel`` in an ``mxfile``).
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from xml.etree import ElementTree as ET

from resnet_atlas.diagram.view import View
from resnet_atlas.render.layout import labels
from resnet_atlas.render.layout.scene import Scene
from resnet_atlas.render.shapes import FACE, Ellipse, Item, Line, Point, Rect, Text, width_of

ROOT, LAYER = "0", "1"
"""The ids of the two cells that every draw.io file begins with."""


def write(scene: Scene, view: View, palette: Mapping[str, str], title: str) -> bytes:
    """The file, as XML in UTF-8."""
    file = ET.Element("mxfile", host="ResNet Atlas")
    page = ET.SubElement(file, "diagram", id="diagram", name=title)
    size = {"pageWidth": f"{scene.width:.0f}", "pageHeight": f"{scene.height:.0f}"}
    model = ET.SubElement(page, "mxGraphModel", size, background=palette["paper"], grid="0")
    cells = ET.SubElement(model, "root")
    ET.SubElement(cells, "mxCell", id=ROOT)
    ET.SubElement(cells, "mxCell", {"id": LAYER, "parent": ROOT})
    pen = Pen(cells, view, palette)
    for item in scene.items:
        pen.item(item)
    written: bytes = ET.tostring(file, encoding="utf-8", xml_declaration=True)
    return written


class Pen:
    """Writes items as cells below ``cells``, in the shapes and colours of a view."""

    def __init__(self, cells: ET.Element, view: View, palette: Mapping[str, str]) -> None:
        self.cells, self.view, self.palette = cells, view, palette
        self.ids: dict[str, str] = {}

    def item(self, item: Item) -> None:
        """One item: an arrow, or a box with its words."""
        if item.classes.startswith("arrow "):
            self.arrow(item)
            return
        outline = next((shape for shape in item.shapes if getattr(shape, "outline", False)), None)
        texts = [shape for shape in item.shapes if isinstance(shape, Text)]
        if isinstance(outline, Rect | Ellipse):
            texts = self.box(item, outline, texts)
        elif isinstance(badge := item.shapes[0], Rect):
            texts = self.box(item, badge, texts)
        for text in texts:
            self.words(item, text)

    def box(self, item: Item, outline: Rect | Ellipse, texts: Sequence[Text]) -> list[Text]:
        """A box with the words in it; those beside it are returned."""
        if isinstance(outline, Ellipse):
            x, y = outline.x - outline.rx, outline.y - outline.ry
            width, height = 2 * outline.rx, 2 * outline.ry
            shape = "shape=ellipse;perimeter=ellipsePerimeter"
        else:
            x, y, width, height = outline.x, outline.y, outline.width, outline.height
            shape = f"rounded=1;absoluteArcSize=1;arcSize={2 * outline.round:g}"
            shape += ";dashed=1" if outline.dashed else ""
        is_frame = item.classes.startswith("frame ")
        inside = [text for text in texts if x <= text.x <= x + width and y <= text.y <= y + height]
        color = self.palette[inside[0].color] if inside else self.palette["ink"]
        style = (
            f"{shape};html=1;fillColor={self.palette[outline.fill]};"
            f"strokeColor={self.palette[outline.line or outline.fill]};"
            f"strokeWidth={outline.thick:g};fontFamily={FACE};fontColor={color};"
            f"fontSize={inside[0].size if inside else 11:g};spacing=0"
        )
        if is_frame:
            style += ";verticalAlign=top;align=left;spacingLeft=9;spacingTop=5"
        strokes = [shape for shape in item.shapes if isinstance(shape, Line)]
        value = self.lines(inside) or (sign(strokes) if strokes else "")
        if strokes:
            style += ";fillStyle=hatch" if inside else ";fontSize=16"
        cell = self.cell(value, style, vertex="1")
        if item.classes != "badge":
            self.ids[item.id] = str(cell.get("id"))
        place(cell, item.x + x, item.y + y, width, height)
        return [text for text in texts if text not in inside]

    def lines(self, texts: Iterable[Text]) -> str:
        """The words in a box as HTML: those on one height are one line."""
        rows: dict[float, list[Text]] = {}
        for text in texts:
            rows.setdefault(round(text.y), []).append(text)
        lines = []
        for y in sorted(rows):
            row = sorted(rows[y], key=lambda text: text.x)
            lines.append("".join(self.span(text, text is row[0]) for text in row))
        return "<br>".join(lines)

    def span(self, text: Text, first: bool) -> str:
        """Words with the look that sets them apart, a space before them unless a comma is."""
        words = escape(self.said(text), quote=False)
        words = words if first or words.startswith(",") else f" {words}"
        color = self.palette[text.color]
        if text.color == "stride":
            return f'<b style="color: {color}">{words}</b>'
        words = f"<b>{words}</b>" if text.bold else words
        return f'<span style="font-size: {text.size:g}px">{words}</span>'

    def said(self, text: Text) -> str:
        """The words of a text; of a tensor its shape."""
        return (
            text.words if isinstance(text.words, str) else labels.shape_text(text.words, self.view)
        )

    def words(self, item: Item, text: Text) -> None:
        """Words that stand beside a box."""
        said = self.said(text)
        style = (
            f"text;html=1;fillColor=none;strokeColor=none;align=center;verticalAlign=middle;spacing=0;fontFamily={FACE};"
            f"fontSize={text.size:g};fontColor={self.palette[text.color]}"
        )
        cell = self.cell(escape(said, quote=False), style, vertex="1")
        width = width_of(said, text.size)
        left = item.x + text.left(width)
        place(cell, left, item.y + text.y - text.size, width, 1.3 * text.size)

    def arrow(self, item: Item) -> None:
        """A connector between two boxes, along the way that the scene has it."""
        source, _, target = item.id.partition(">")
        line = next(shape for shape in item.shapes if isinstance(shape, Line))
        tip = next(shape for shape in item.shapes if not isinstance(shape, Line | Text))
        text = next((shape for shape in item.shapes if isinstance(shape, Text)), None)
        way = [(item.x + x, item.y + y) for x, y in line.points]
        end = (item.x + tip.points[0][0], item.y + tip.points[0][1])  # type: ignore[union-attr]
        style = (
            f"html=1;rounded=1;endArrow=block;endFill=1;endSize=4;"
            f"strokeColor={self.palette[line.line]};strokeWidth={line.thick:g}"
            f"{';dashed=1' if line.dashed else ''}"
        )
        cell = self.cell(
            "",
            style,
            edge="1",
            source=self.ids[source],
            target=self.ids[target],
        )
        connect(cell, way[0], way[1:-1], end)
        if text:
            self.words(item, text)

    def cell(self, value: str, style: str, **more: str) -> ET.Element:
        """A new cell on the page."""
        id = str(len(self.cells))
        given = {"id": id, "value": value, "style": style, "parent": LAYER, **more}
        return ET.SubElement(self.cells, "mxCell", given)


def sign(strokes: Sequence[Line]) -> str:
    """What the strokes in a circle say: a sum, or a product."""
    upright = any(line.points[0][0] == line.points[-1][0] for line in strokes)
    return "+" if upright else "×"


def place(cell: ET.Element, x: float, y: float, width: float, height: float) -> None:
    """Where a box is, by its left top corner."""
    sides = {"x": x, "y": y, "width": width, "height": height}
    given = {name: f"{side:.1f}" for name, side in sides.items()}
    ET.SubElement(cell, "mxGeometry", {**given, "as": "geometry"})


def connect(cell: ET.Element, start: Point, corners: Sequence[Point], end: Point) -> None:
    """The way of a connector."""
    geometry = ET.SubElement(cell, "mxGeometry", {"relative": "1", "as": "geometry"})
    for name, point in (("sourcePoint", start), ("targetPoint", end)):
        ET.SubElement(geometry, "mxPoint", {**coordinates(point), "as": name})
    if corners:
        array = ET.SubElement(geometry, "Array", {"as": "points"})
        for corner in corners:
            ET.SubElement(array, "mxPoint", coordinates(corner))


def coordinates(point: Point) -> dict[str, str]:
    """A point as attributes."""
    return {"x": f"{point[0]:.1f}", "y": f"{point[1]:.1f}"}
