"""Metrics for Prometheus. Each application has its own registry, so two share nothing.

Every label has few values: a route is named by its template, never by an address.
"""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector
from starlette.types import Scope

from resnet_atlas.render.pictures import Pictures
from resnet_atlas.store.lru_cache import LRUCache
from resnet_atlas.workers.pool import End

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""The upper bounds of the buckets for durations."""

METHODS = ("GET", "HEAD")
"""The methods that routes answer; all others are counted as ``other``."""


class Metrics:
    """What is counted; ``RequestLog`` and the layout engine report to it."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._requests = Histogram(
            "atlas_request_seconds",
            "How long answers took, by method, template of the route and status.",
            ("method", "route", "status"),
            buckets=SECONDS,
            registry=registry,
        )
        self._layouts = Histogram(
            "atlas_layout_seconds",
            "How long layouts took in a worker.",
            buckets=SECONDS,
            registry=registry,
        )
        self.drawn = 0  # layouts
        self._lost = Counter(
            "atlas_layout_workers_lost",
            "Workers that crashed or took too long, and were replaced.",
            registry=registry,
        )
        self._failed = Counter(
            "atlas_layouts_failed",
            "Layouts that failed, in a worker that went on.",
            registry=registry,
        )

    def watch(self, pictures: Pictures, answers: LRUCache) -> None:  # type: ignore[type-arg]
        """Read, when asked, how many layouts are under way, and what was kept of all looked up."""
        queue = Gauge(
            "atlas_layout_queue",
            "Layouts and files being drawn, those that wait for a worker included.",
            registry=self.registry,
        )
        queue.set_function(lambda: pictures.pool.under_way)
        self.registry.register(Lookups({"answers": answers, "pictures": pictures.cache}))

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer."""
        method = method if method in METHODS else "other"
        self._requests.labels(method, route, status).observe(seconds)

    def laid_out(self, seconds: float, end: End) -> None:
        """Count what became of a layout in a worker."""
        match end:
            case "done":
                self._layouts.observe(seconds)
                self.drawn += 1
            case "lost":
                self._lost.inc()
            case "failed":
                self._failed.inc()


class Lookups(Collector):
    """How often something was found in what is kept, and how often not."""

    def __init__(self, kept: dict[str, LRUCache]) -> None:  # type: ignore[type-arg]
        self.kept = kept

    def collect(self) -> Iterator[CounterMetricFamily]:
        """The counts as they are now."""
        family = CounterMetricFamily(
            "atlas_lookups", "Finished work looked for, and found or not.", labels=("kept", "found")
        )
        for name, kept in self.kept.items():
            family.add_metric((name, "true"), kept.hits)
            family.add_metric((name, "false"), kept.misses)
        yield family


def route_template(scope: Scope) -> str:
    """The route that answers, as it is declared; all static files count as one."""
    if route := scope.get("route"):
        return str(route.path)
    return "static" if "endpoint" in scope else "none"
