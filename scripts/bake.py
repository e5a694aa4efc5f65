"""Write the graphs of all networks that have a name as package data: then they need no torch."""

from resnet_atlas.graph.tracing.jobs import trace_spec
from resnet_atlas.store.baked import PATH, specs_to_bake, write

write({spec: trace_spec(spec) for spec in specs_to_bake()})
print(f"{PATH.name}: {PATH.stat().st_size:,} bytes")
