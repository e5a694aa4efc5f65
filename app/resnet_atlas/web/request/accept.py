"""What a client prefers, from its ``Accept`` headers (RFC 9110, 12.5)."""

from collections.abc import Mapping
from functools import lru_cache

LONGEST = 1000
"""Characters of a header that are read."""


def prefers_html(accept: str | None) -> bool:
    """Whether a client wants an error as a page rather than as JSON: a browser does."""
    weights = quality_values("*/*" if accept is None else accept)

    def weight(media_type: str) -> float:
        family = f"{media_type.partition('/')[0]}/*"
        return next((weights[each] for each in (media_type, family, "*/*") if each in weights), 0.0)

    return weight("text/html") > weight("application/problem+json")


def preferred_language(accept_language: str | None, *offers: str) -> str:
    """The language among ``offers`` (``en``, ``zh``) that the client prefers, or the first.

    A region or script (``zh-Hans-CN``) counts for its language; the highest weight counts.
    """
    weights: dict[str, float] = {}
    for name, weight in quality_values("*" if accept_language is None else accept_language).items():
        language = name.partition("-")[0]
        weights[language] = max(weight, weights.get(language, 0.0))
    return max(offers, key=lambda offer: weights.get(offer, weights.get("*", 0.0)))


def accepts_gzip(accept_encoding: str | None) -> bool:
    """Whether the client can read a compressed answer and says so by name."""
    return quality_values(accept_encoding or "").get("gzip", 0.0) > 0


def quality_values(header: str) -> Mapping[str, float]:
    """The names in a header, in lower case, with their weights from 0 to 1."""
    return _quality_values(header[:LONGEST].lower())


@lru_cache(maxsize=256)  # browsers send the same few again and again
def _quality_values(header: str) -> Mapping[str, float]:
    weights: dict[str, float] = {}
    for part in header.split(","):
        name, *options = [item.strip() for item in part.split(";")]
        given = [option[2:] for option in options if option.startswith("q=")]
        try:
            weight = float(given[0]) if given else 1.0
        except ValueError:
            weight = 0.0
        weights[name] = weight if 0 <= weight <= 1 else 0.0
    return weights
