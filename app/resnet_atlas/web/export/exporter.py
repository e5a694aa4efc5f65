"""The catalogue as a static site: the app's own answers, from the first page along all links.

The app is asked in this very process. In its pages an attribute whose value begins with a slash is
an address: here it becomes the relative one of a file, or is taken out.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import Path
from posixpath import dirname, relpath
from urllib.parse import unquote

from anyio import CancelScope, CapacityLimiter, create_task_group, sleep_forever
from starlette.types import ASGIApp, Message, Scope

from resnet_atlas import settings
from resnet_atlas.errors import AtlasError
from resnet_atlas.web.app import create_app
from resnet_atlas.web.export.mode import exported
from resnet_atlas.web.export.site import GRAPH, Place, Site
from resnet_atlas.web.language import LANGUAGES

LIST = ".resnet-atlas-export"
"""The file by which an export is known as one; it names all others, one a line."""

AT_ONCE = 4
"""How many answers are made at once: some are laid out while others are written."""

SECONDS = 120
"""How long one layout may take."""

ADDRESS = re.compile(r' (?!data-here=)([\w-]+)="(/[^"]*)"')


@dataclass
class Export:
    """An export to ``folder``; ``written`` are its files so far, in bytes each.

    ``told`` is called after each of them.
    """

    folder: Path
    site: Site = field(default_factory=Site)
    told: Callable[["Export"], None] = lambda export: None
    written: dict[str, int] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        """How many pages there are, in all languages."""
        return sum(file.endswith(".html") for file in self.written)

    async def run(self) -> None:
        """Write the site, in the place of an earlier one.

        ``AtlasError`` where the folder holds something else, a setting is wrong or the app can't
        make a part of it; ``OSError`` where it can't be written.
        """
        before = earlier(self.folder)
        its = settings.read(layout_seconds=SECONDS, root_path="", origin="")
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / LIST).touch()
        token = exported.set(True)
        web = create_app(its)
        try:
            await self.walk(web)
        except ExceptionGroup as group:
            raise group.exceptions[0] from None
        finally:
            exported.reset(token)
            web.state.torch.close()
            web.state.layout.close()
            self.name(before | self.written.keys())  # whatever failed, all that is there is ours
        for file in before - self.written.keys():
            (self.folder / file).unlink(missing_ok=True)
        self.name(self.written)

    def name(self, files: Iterable[str]) -> None:
        """Write the list of them, by which a later export knows them."""
        (self.folder / LIST).write_text("".join(f"{file}\n" for file in sorted(files)))

    async def walk(self, web: ASGIApp) -> None:
        """Write what ``web`` answers at the first page of each language, and all that follows."""
        limiter, met = CapacityLimiter(AT_ONCE), set[str]()
        async with create_task_group() as group:

            async def write(place: Place) -> None:
                async with limiter:
                    with CancelScope(shield=True):  # or a file that is being opened stays open
                        body = await answer(web, place)
                    if place.file.endswith(".html"):
                        text, links = relative(body.decode(), place, self.site)
                        body = text.encode()
                        for link in links:
                            visit(link)
                    elif GRAPH.search(place.file):
                        body = b"answer=" + body  # see static/js/shared/server.js
                    self.write(place.file, body)

            def visit(place: Place) -> None:
                if place.file not in met:
                    met.add(place.file)
                    group.start_soon(write, place)

            for language in LANGUAGES:
                if home := self.site.place("/", language):
                    visit(home)

    def write(self, file: str, body: bytes) -> None:
        """Write one file."""
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        self.written[file] = len(body)  # half a file is one, too
        path.write_bytes(body)
        self.told(self)


def earlier(folder: Path) -> set[str]:
    """The files of an earlier export to ``folder``; ``AtlasError`` where it holds anything else."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return set()
    if not (folder / LIST).is_file():
        raise AtlasError(f"{folder} isn't empty, and no earlier export: choose another folder")
    root = folder.resolve()
    files = (folder / LIST).read_text().splitlines()
    return {file for file in files if (root / file).resolve().is_relative_to(root)}


def relative(text: str, page: Place, site: Site) -> tuple[str, list[Place]]:
    """A page for a site, with relative links, and the files that those are."""
    links: list[Place] = []

    def link(found: re.Match[str]) -> str:
        name, (address, mark, fragment) = found[1], unescape(found[2]).partition("#")
        place = site.place(address, page.language)
        # Of what there is no more than this page, there is no use in a link to it.
        if place is None or (place.near and place.file == page.file):
            return ""
        links.append(place)
        path = relpath(place.file, dirname(page.file) or ".")
        return f' {name}="{escape(path + place.live + mark + fragment)}"'

    return ADDRESS.sub(link, text), links


async def answer(web: ASGIApp, place: Place) -> bytes:
    """What the app answers; ``AtlasError`` for anything but 200."""
    path, _, query = place.address.partition("?")
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(b"accept", b"text/html, */*"), (b"accept-language", place.language.encode())],
        "client": None,
        "server": None,
    }
    status, body = 0, bytearray()

    async def receive() -> Message:
        await sleep_forever()  # nothing is sent, and nobody hangs up
        raise AssertionError

    async def send(message: Message) -> None:
        nonlocal status
        status = message.get("status", status)
        body.extend(message.get("body", b""))

    await web(scope, receive, send)
    if status != 200:
        raise AtlasError(f"{place.address} can't be exported: the answer is {status}")
    return bytes(body)
