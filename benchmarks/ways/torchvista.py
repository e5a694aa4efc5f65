"""A graph for notebooks, laid out by a browser."""

import os
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright
from torch import nn

from benchmarks.ways import torchvista_page
from benchmarks.ways.torchvista_page import make

__all__ = ["make", "picture"]


@cache
def tab() -> Page:
    """In a browser that is open already."""
    path = os.environ.get("ATLAS_CHROMIUM") or None
    return sync_playwright().start().chromium.launch(executable_path=path).new_page()


def picture(it: nn.Module, size: tuple[int, int]) -> bytes:
    """The page, which its own script has drawn the graph in."""
    page = torchvista_page.picture(it, size)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "net.html"
        path.write_bytes(page)
        tab().goto(path.as_uri(), wait_until="commit")
        tab().wait_for_selector("svg g rect", state="attached")
    return page
