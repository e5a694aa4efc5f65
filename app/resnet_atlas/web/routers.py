"""All routes of the application, in the order in which they are tried."""

from resnet_atlas.web.api import (
    comparison,
    diagrams,
    graph,
    health,
    layers,
    models,
    source,
    table,
    verification,
)
from resnet_atlas.web.pages import assets, build, compare, formula, glossary, home, model, tour
from resnet_atlas.web.pages import table as paper_table

ROUTERS = [
    part.router
    for part in (
        *(models, layers, graph, source, verification, table, comparison, diagrams),
        *(home, assets, tour, paper_table, formula, glossary, build, compare, model),
        health,
    )
]
