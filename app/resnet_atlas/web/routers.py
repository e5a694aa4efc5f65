"""All routes of the application, in the order in which they are tried."""

from resnet_atlas.web.api import (
    checkpoint,
    comparison,
    diagrams,
    graph,
    health,
    layers,
    memory,
    models,
    openapi,
    source,
    table,
    verification,
)
from resnet_atlas.web.pages import (
    assets,
    build,
    compare,
    discovery,
    formula,
    glossary,
    home,
    model,
    tour,
)
from resnet_atlas.web.pages import checkpoint as checkpoint_page
from resnet_atlas.web.pages import table as paper_table

ROUTERS = [
    part.router
    for part in (
        *(
            models,
            layers,
            memory,
            graph,
            source,
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
