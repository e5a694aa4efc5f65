"""What programs read to find their way: robots.txt, sitemap.xml, llms.txt, a manifest."""

from html import escape
from typing import Any

from fastapi import APIRouter
from starlette.responses import JSONResponse, PlainTextResponse, Response

from resnet_atlas.network.catalogue import CATALOGUE, PRESETS
from resnet_atlas.render.theme import LIGHT
from resnet_atlas.web.language import LANGUAGES, Language
from resnet_atlas.web.root import absolute, below
from resnet_atlas.web.templates import environment

router = APIRouter(include_in_schema=False)

PAGES = (
    "/",
    "/tour",
    "/table",
    "/which",
    "/families",
    "/compare",
    "/formula",
    "/glossary",
    "/checkpoint",
    "/docs",
)
"""The pages that stand for themselves, beside those of the named networks."""

SPOKEN = {Language(code).tag: code for code in LANGUAGES}
"""The languages as HTML writes them, each with our code."""


@router.get("/robots.txt")
def robots() -> Response:
    """Search engines read each page once in each language, not for every option of its address."""
    rules = [f"Allow: {below('/*?lang=')}{code}$" for code in LANGUAGES]
    rules += [f"Disallow: {below(path)}" for path in ("/*?", "/api/", "/embed/")]
    site = absolute(below("/sitemap.xml"))
    end = f"\nSitemap: {site}\n" if site else ""
    return PlainTextResponse("\n".join(["User-agent: *", *rules, end]))


@router.get("/sitemap.xml")
def sitemap() -> Response:
    """All pages and named networks, each in all languages."""
    paths = [*PAGES, *(f"/{kind}/{name}" for kind in ("models", "build") for name in NAMES)]
    return Response("".join(sitemap_lines(paths)), media_type="application/xml")


NAMES = (*CATALOGUE, *PRESETS)


def sitemap_lines(paths: list[str]) -> list[str]:
    """A sitemap (https://www.sitemaps.org) whose entries name each other's languages."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" ',
        'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n',
    ]
    for path in paths:
        page = absolute(below(path)) or below(path)
        spoken = {tag: escape(f"{page}?lang={code}") for tag, code in SPOKEN.items()}
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{tag}" href="{address}"/>'
            for tag, address in {**spoken, "x-default": escape(page)}.items()
        )
        lines += [f"<url><loc>{address}</loc>{links}</url>\n" for address in spoken.values()]
    return [*lines, "</urlset>\n"]


@router.get("/llms.txt")
def llms() -> Response:
    """What there is, for language models and those who write programs (https://llmstxt.org)."""
    text = environment.get_template("llms.txt").render(
        base=absolute(below("")) or below(""), catalogue=CATALOGUE, presets=PRESETS
    )
    return PlainTextResponse(text)


@router.get("/manifest.webmanifest")
def manifest() -> Response:
    """What a phone shows of the site on its first screen. All addresses in it are relative."""
    content: dict[str, Any] = {
        "name": "ResNet Atlas",
        "short_name": "ResNet Atlas",
        "description": "Any ResNet as block diagrams, with every shape for any input.",
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": LIGHT["paper"],
        "theme_color": LIGHT["paper"],
        "icons": [{"src": "static/icon.svg", "sizes": "any", "type": "image/svg+xml"}],
    }
    return JSONResponse(content, media_type="application/manifest+json")
