"""Jinja2: where the templates are, in whose language they speak, and what every page is given."""

import re
from collections.abc import Mapping
from typing import Any

import jinja2
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

import resnet_atlas
from resnet_atlas.facts.cost import compact
from resnet_atlas.facts.state_dict import listed
from resnet_atlas.facts.texts.layer_table import TEXT_FORMATS
from resnet_atlas.graph.tensor import show
from resnet_atlas.resources import resource_folder
from resnet_atlas.web import language, root, urls
from resnet_atlas.web.export.mode import exported


def in_bytes(number: int) -> str:
    """Bytes with a unit: ``4.48 GB``."""
    return f"{number} B" if number < 1000 else f"{compact(number)}B"


def round_number(number: int) -> str:
    """A round large number, without what is zero: ``5 M``, ``500 k``."""
    return compact(number).replace(".00", "")


def signed(number: int) -> str:
    """A difference for people, with its sign: ``+1.85 G``, ``−231.21 M``."""
    if not number:
        return "±0"
    return f"{'+' if number > 0 else '−'}{compact(abs(number))}"


def code(text: str) -> Markup:
    """A sentence with what it has between backticks set as code."""
    return Markup(re.sub("`([^`]*)`", r"<code>\1</code>", str(escape(text))))


environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader(resource_folder("templates")),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
    extensions=["jinja2.ext.i18n"],
)
environment.policies["ext.i18n.trimmed"] = True
environment.install_gettext_callables(  # type: ignore[attr-defined]  # the extension's
    lambda message: language.current.get().gettext(message),
    lambda one, many, count: language.current.get().gettext(one if count == 1 else many),
    newstyle=True,
)
environment.filters |= {
    "code": code,
    "listed": listed,
    "compact": compact,
    "bytes": in_bytes,
    "round_number": round_number,
    "signed": signed,
    "shape": show,
    "say": language.translate,
}
environment.globals |= {
    "root": root,
    "urls": urls,
    "version": resnet_atlas.__version__,
    "text_formats": TEXT_FORMATS,
    "exported": exported.get,
}


def page(
    template: str,
    context: Mapping[str, Any],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """A page from a template, in the language of the request."""
    spoken = language.current.get()
    words = Markup(language.script_words(spoken.code))  # our own JSON
    body = environment.get_template(template).render(
        language=spoken, languages=language.LANGUAGES, script_words=words, **context
    )
    return HTMLResponse(body, status, dict(headers or {}))
