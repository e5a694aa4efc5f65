"""Jinja2: where the templates are, and what every page is given."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
from starlette.responses import HTMLResponse

import app
from app.graph import show
from app.web import urls

ROOT = Path(app.__file__).parent.parent


def compact(number: int) -> str:
    """A large number for people: ``25.56 M``, ``4.09 G``; the exact one stands in its tooltip."""
    for unit, name in ((10**12, "T"), (10**9, "G"), (10**6, "M"), (10**3, "k")):
        if number >= unit:
            return f"{number / unit:.2f} {name}"
    return str(number)


environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader(ROOT / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)
environment.filters |= {"compact": compact, "shape": show}
environment.globals |= {"urls": urls, "version": app.__version__}


def page(
    template: str,
    context: Mapping[str, Any],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """A page from a template."""
    body = environment.get_template(template).render(**context)
    return HTMLResponse(body, status, dict(headers or {}))
