"""What is in a checkpoint: read in the browser, or told by an error that somebody pastes."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from resnet_atlas.checkpoint.answer import verdict
from resnet_atlas.checkpoint.report import Report
from resnet_atlas.checkpoint.title import tensors, title
from resnet_atlas.diagram.view import NETWORK, View
from resnet_atlas.errors import BadParameter
from resnet_atlas.network.catalogue import LISTED
from resnet_atlas.network.network import Network
from resnet_atlas.network.relatives import RELATIVES
from resnet_atlas.web import urls
from resnet_atlas.web.request.checkpoint import read_body, report_of_body
from resnet_atlas.web.request.query import ONCE, PageQuery
from resnet_atlas.web.templates import page

router = APIRouter(include_in_schema=False)

MOST_CAUSES = 12
MOST_NAMES = 60
"""What of a cause's tensors is listed."""

EXAMPLE = """\
Error(s) in loading state_dict for ResNet:
\tsize mismatch for fc.weight: copying a param with shape torch.Size([1000, 2048]) from \
checkpoint, the shape in current model is torch.Size([7, 2048]).
\tsize mismatch for fc.bias: copying a param with shape torch.Size([1000]) from \
checkpoint, the shape in current model is torch.Size([7]).
"""


@dataclass(frozen=True, slots=True)
class Link:
    """A network of the atlas with the addresses of its pages."""

    title: str
    explorer: str
    builder: str

    @classmethod
    def of(cls, network: Network) -> "Link":
        """A network."""
        view = View(size=network.usual_size)
        builder = urls.builder(network, view) if network.has_spec else ""
        return cls(title(network), urls.model(network, view), builder)


@router.get("/checkpoint", dependencies=[ONCE])
def checkpoint(_: Annotated[PageQuery, Query()]) -> Response:
    """The page without an answer yet."""
    return page("checkpoint.html", context({}, None))


@router.post("/checkpoint", dependencies=[ONCE])
async def checkpoint_answer(request: Request, _: Annotated[PageQuery, Query()]) -> Response:
    """The page with the answer to a form, or to what its script read of a file."""
    body = await read_body(request)
    try:
        report = await run_in_threadpool(report_of_body, body)
    except BadParameter as error:
        return page("checkpoint.html", {**context(body, None), "problem": error.problem}, 422)
    return await run_in_threadpool(lambda: page("checkpoint.html", context(body, report)))


def context(body: dict[str, Any], report: Report | None) -> dict[str, Any]:
    """What the page shows."""
    given: dict[str, Any] = {
        "names": (*LISTED, *RELATIVES),
        "error": str(body.get("error") or ""),
        "against": str(body.get("against") or ""),
        "example": EXAMPLE,
        "problem": None,
        "report": report,
    }
    if report is None:
        return given
    shown = report.against or (report.identity.network if report.identity else None)
    # The blocks of DenseNet and the like are many: drawn only where some are marked.
    detail = "block" if shown and (shown.has_spec or report.marks) else "stage"
    view = View(NETWORK, detail, size=shown.usual_size) if shown else None
    return given | {
        "verdict": verdict(report),
        "link": Link.of,
        "count": tensors,
        "shown": shown,
        "diagram": urls.diagram(shown, view) if shown and view else "",
        "explorer": urls.model(shown, view) if shown and view else "",
        "most_names": MOST_NAMES,
    }
