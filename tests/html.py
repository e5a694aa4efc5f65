"""Pages, read back: their elements in order, with attributes and words."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "img", "hr", "option", "source"}


@dataclass
class Element:
    """An element and all the words in it."""

    tag: str
    attributes: dict[str, str]
    parents: tuple[str, ...]
    words: str = ""
    children: list["Element"] = field(default_factory=list)

    def get(self, name: str) -> str | None:
        return self.attributes.get(name)


class Page(HTMLParser):
    """A page; refuses elements that are closed in the wrong order or not at all.

    The narrow layout of a picture is left out: the style sheet hides it on a wide screen.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.open: list[Element] = []
        self.narrow: Element | None = None
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"<{tag}> has an attribute twice"
        inside = tuple(element.tag for element in self.open)
        element = Element(tag, {name: value or "" for name, value in attrs}, inside)
        if tag == "svg" and element.get("class") == "narrow":
            self.narrow = element
        if not self.narrow:
            self.elements.append(element)
            if self.open:
                self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        if self.open.pop() is self.narrow:
            self.narrow = None

    def handle_data(self, data: str) -> None:
        if self.narrow:
            return
        for element in self.open:
            element.words += data

    def all(self, *tags: str) -> list[Element]:
        """The elements of these kinds."""
        return [element for element in self.elements if element.tag in tags]

    @property
    def links(self) -> list[str]:
        """Where the page and its pictures lead or load from."""
        found = [
            element.get(name) for element in self.elements for name in ("href", "src", "srcset")
        ]
        return [link for link in found if link]
