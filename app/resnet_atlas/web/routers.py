"""All routes of the application, in the order in which they are tried."""

from resnet_atlas.web.api import (
    checkpoint,
    comparison,
    diagrams,
    health,
    openapi,
    table,
)
from resnet_atlas.web.api.models import (
    code,
    graph,
    layers,
    memory,
    models,
    roofline,
    source,
    verification,
)
from resnet_atlas.web.pages import (
    assets,
    build,
    compare,
    discovery,
    home,
    model,
)
from resnet_atlas.web.pages import checkpoint as checkpoint_page
from resnet_atlas.web.pages import table as paper_table
from resnet_atlas.web.pages.articles import families, formula, glossary, tour, which

ROUTERS = [
    part.router
    for part in (
        *(
            models,
            layers,
            memory,
            roofline,
            graph,
            source,
            code,
            verification,
            table,
            comparison,
            diagrams,
            checkpoint,
        ),
        *(
            home,
            assets,
            discovery,
            tour,
            paper_table,
            which,
            families,
            formula,
            glossary,
            build,
            compare,
            checkpoint_page,
            model,
        ),
        *(openapi, health),
    )
]
