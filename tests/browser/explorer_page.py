"""The explorer's page as its tests use it: where things are on it, and what can be done to it."""

import re

from playwright.sync_api import FrameLocator, Locator, Page, expect

READY = "#explorer[data-ready=true]"
SCALE = """(it => it.getBoundingClientRect().width / it.viewBox.baseVal.width)(
    document.querySelector('#picture svg'))"""
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


class Explorer:
    """The explorer on a page, or in a frame of another page."""

    def __init__(self, page: Page | FrameLocator) -> None:
        self.page = page
        self.root = page.locator("#explorer")
        self.heading = page.get_by_role("heading", level=1)
        self.message = page.locator("#said")
        self.picture = page.locator("#picture")
        self.selection = page.locator("#picture .selected")
        self.badges = page.locator("#picture svg:not(.narrow) .badge")
        self.minimap = page.locator("#minimap")
        self.inspector = page.locator("#inspector")
        self.copied = page.locator("#inspector .copied")
        self.search = page.locator("#find")
        self.found = page.locator("#found")
        self.size = page.locator("#size")
        self.height = page.locator("#height")
        self.width = page.locator("#width")
        self.lock = page.locator("#lock")
        self.batch = page.locator("#batch")
        self.focus = page.locator("#focus")
        self.detail = page.locator("#detail")
        self.heat = page.locator("#heat")
        self.heat_key = page.locator("#heat-key")

    # ---- Loading and waiting ----

    def visit(self, path: str) -> "Explorer":
        """Open an address and wait until its scripts are ready."""
        self.page.goto(path)
        self.wait_until_ready()
        return self

    def wait_until_ready(self) -> None:
        self.page.wait_for_selector(READY)

    def wait_until_still(self) -> None:
        """Wait until nothing moves."""
        self.page.wait_for_function(
            "() => document.getAnimations().every(it => it.playState !== 'running') &&"
            "!document.querySelector('.moving')"
        )

    def expect_address(self, tail: str) -> None:
        """Wait for an address that ends so, its fragment left out."""
        expect(self.page).to_have_url(re.compile(re.escape(tail) + "(#.*)?$"))

    def mark(self) -> "Explorer":
        """Mark the document, to see later whether it was loaded again."""
        self.page.evaluate("window.same = true")
        return self

    def is_marked(self) -> bool:
        return self.page.evaluate("window.same")

    def lose_server(self, what: str = "/(models|healthz|api)") -> None:
        """Let all further requests fail, until `page.unroute_all()`."""
        self.page.route(re.compile(what), lambda route: route.abort())

    # ---- Parts of the picture ----

    def part(self, id: str) -> Locator:
        """A part of the picture that is no arrow and no badge."""
        return self.page.locator(f'#picture svg:not(.narrow) g[data-id="{id}"]:not(.arrow, .badge)')

    def closed(self, id: str) -> Locator:
        """A group that is drawn closed."""
        return self.page.locator(f'#picture svg:not(.narrow) .closed[data-id="{id}"]')

    def frame(self, id: str) -> Locator:
        """The frame of a group that is open."""
        return self.page.locator(f'#picture svg:not(.narrow) .frame[data-id="{id}"]')

    def title(self, id: str) -> Locator:
        """The title of a frame, which is where one can point at the frame."""
        return self.page.locator(f'#picture svg:not(.narrow) g.frame[data-id="{id}"] text').first

    # ---- What is seen ----

    def selected(self) -> str | None:
        """The id of the selected part."""
        return self.page.evaluate(
            "document.querySelector('#picture .selected')?.dataset.id ?? null"
        )

    def highlighted(self) -> set[str]:
        """The ids of all that is highlighted."""
        return set(
            self.page.evaluate(
                "[...document.querySelectorAll('#picture .lit')].map(it => it.dataset.id)"
            )
        )

    def drawn(self) -> list:
        """All parts of the picture with their texts."""
        return self.page.evaluate(
            """[...document.querySelectorAll('#picture g[data-id]')].map(it =>
            [it.dataset.id,
             it.getAttribute('class').replace(/ (lit|pointed|selected|hit)\\b/g, ''),
             [...it.querySelectorAll('text')].map(text => text.textContent)])"""
        )

    def texts(self) -> list[str]:
        """All texts of the picture."""
        return self.page.locator("#picture svg:not(.narrow) text").all_text_contents()

    def camera(self) -> tuple[float, float, float]:
        """Where the picture is in its frame once nothing moves, and its scale."""
        self.wait_until_still()
        x, y, k = self.page.evaluate(
            f"""() => {{
            const svg = document.querySelector('#picture svg').getBoundingClientRect();
            const frame = document.querySelector('#picture').getBoundingClientRect();
            return [svg.x - frame.x, svg.y - frame.y, {SCALE}]; }}"""
        )
        return x, y, k

    def in_sight(self, id: str) -> bool:
        """Whether the middle of a part is within the frame of the picture."""
        return self.part(id).evaluate(
            """it => { const box = it.getBoundingClientRect();
            const frame = document.querySelector('#picture').getBoundingClientRect();
            const middle = [box.x + box.width / 2, box.y + box.height / 2];
            return middle[0] > frame.x && middle[0] < frame.right
                && middle[1] > frame.y && middle[1] < frame.bottom; }"""
        )

    def facts(self) -> dict[str, str]:
        """What the inspector lists; what it lists twice is joined."""
        pairs = self.page.evaluate(
            """[...document.querySelectorAll('#inspector dt')].map(it =>
            [it.textContent, it.nextElementSibling.textContent])"""
        )
        found: dict[str, str] = {}
        for name, text in pairs:
            found[name] = f"{found[name]} | {text}" if name in found else text
        return found

    # ---- What is done ----

    def open_panel(self, name: str) -> "Explorer":
        """Show a panel beside the picture: facts, view or vary."""
        self.page.locator(f"#tab-{name}").click()
        return self

    def type_size(self, size: str) -> None:
        self.size.fill(size)

    def walk(self, key: str) -> str | None:
        """Press a key; what is selected then."""
        self.page.keyboard.press(key)
        return self.selected()

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        """Send a touch event with fingers at some points."""
        if not hasattr(self, "_fingers"):
            self._fingers = self.page.context.new_cdp_session(self.page)
        places = [{"x": x, "y": y, "id": id} for id, (x, y) in enumerate(points)]
        self._fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})
