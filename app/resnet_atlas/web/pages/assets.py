"""What every page needs beside its text: the description of the API, and colours."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from resnet_atlas.render.theme import DARK, LIGHT
from resnet_atlas.web import language
from resnet_atlas.web.request.address import local, query
from resnet_atlas.web.request.query import ONCE, PageQuery, QueryModel
from resnet_atlas.web.templates import page

router = APIRouter(include_in_schema=False)


@router.get("/{path:path}/")
def without_slash(request: Request, path: str) -> RedirectResponse:
    """Lead an address with a slash too many to the one without it."""
    if not request.scope["path"].endswith("/"):  # the pattern overlooks a new line at the end
        raise HTTPException(404)
    texts = [*request.query_params.multi_items(), *language.current.get().texts.items()]
    return RedirectResponse(local(path) + query(texts), 307)


@router.get("/docs", dependencies=[ONCE])
def docs(_: Annotated[PageQuery, Query()]) -> HTMLResponse:
    """The description of the API, by Swagger UI from our own server."""
    return page("docs.html", {"theme": "light"})


@router.get("/theme.css", dependencies=[ONCE])
def theme_css(_: Annotated[QueryModel, Query()]) -> Response:
    """The colours of pictures as a style sheet, so that pages have the same."""
    light, dark = (
        "".join(f"--{name}:{color};" for name, color in palette.items())
        for palette in (LIGHT, DARK)
    )
    css = (
        f":root{{color-scheme:light;{light}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{color-scheme:dark;{dark}}}}}\n"
        f":root[data-theme=light]{{color-scheme:light;{light}}}\n"
        f":root[data-theme=dark]{{color-scheme:dark;{dark}}}\n"
        # Paper is light, whatever the screen is.
        f"@media print{{:root,:root[data-theme]{{color-scheme:light;{light}}}}}\n"
    )
    return Response(css, media_type="text/css")
