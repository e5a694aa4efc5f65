"""The live picture in JupyterLab itself; requirements/notebook.txt installs that."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.server import free_port, until

LAB = Path(sys.executable).with_name("jupyter-lab")

CELL = """\
import resnet_atlas as ra
from torch import nn
ra.trace(nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.ReLU(), nn.MaxPool2d(2)), "small")"""

NOTEBOOK = {
    "cells": [
        {
            "cell_type": "code",
            "id": "first",
            "metadata": {},
            "source": CELL,
            "outputs": [],
            "execution_count": None,
        }
    ],
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.full,
    pytest.mark.skipif(not LAB.exists(), reason="JupyterLab is not installed"),
]


@pytest.fixture
def lab(tmp_path):
    """The address of a JupyterLab whose folder has a notebook."""
    (tmp_path / "net.ipynb").write_text(json.dumps(NOTEBOOK))
    address = f"http://127.0.0.1:{(port := free_port())}"
    options = (f"--port={port}", "--IdentityProvider.token=", "--no-browser", "--allow-root")
    folders = {f"JUPYTER_{it}_DIR": str(tmp_path / it.lower()) for it in ("CONFIG", "DATA")}
    environment = {**os.environ, **folders}
    with subprocess.Popen(
        (LAB, *options), cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL
    ) as process:

        def answers() -> bool:
            try:
                return urlopen(f"{address}/api").status == 200
            except URLError:
                return False

        until(answers)
        yield address
        process.terminate()


def test_a_cell_that_ends_with_a_network_shows_the_live_picture(browser, lab):
    page = browser.new_page()
    page.set_default_timeout(90_000)
    page.goto(f"{lab}/lab/tree/net.ipynb")
    expect(page.get_by_text("| Idle")).to_be_visible(timeout=90_000)
    page.locator(".jp-Notebook .jp-Cell").first.click()
    page.keyboard.press("Shift+Enter")
    frame = page.frame_locator(".jp-OutputArea iframe")
    picture = frame.locator("figure:not([hidden])")
    expect(picture).to_contain_text("8×56×56", timeout=90_000)
    frame.get_by_label("height", exact=True).nth(1).fill("100")
    expect(picture).to_contain_text("8×25×56")
    page.close()
