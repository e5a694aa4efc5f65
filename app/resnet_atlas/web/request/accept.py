"""What a client would rather have, by its ``Accept`` headers (RFC 9110, 12.5)."""

from collections.abc import Mapping
from functools import lru_cache

from starlette.requests import Request

TABLES = "application/json", "text/csv"
"""What a table can be had as unasked; of other forms the address has to say so."""

ERRORS = "application/problem+json", "text/html"
"""What an error is told as."""

LONGEST = 1000
"""Characters of a header that are read."""


def preferred(accept: str | None, *offers: str) -> str:
    """The media type among ``offers`` that a header weighs most; the first where it's the same.

    A type the header doesn't name has the weight of ``*/*`` or of the like range.
    """
    return heaviest("*/*" if accept is None else accept[:LONGEST], *offers)


@lru_cache(maxsize=256)  # browsers send the same few, again and again
def heaviest(accept: str, *offers: str) -> str:
    """The same for a header that is there, and not too long."""
    weights = weighed(accept)

    def weight(offer: str) -> float:
        ranges = offer, f"{offer.partition('/')[0]}/*", "*/*"
        return next((weights[name] for name in ranges if name in weights), 0.0)

    return max(offers, key=weight)


def preferred_language(request: Request, *offers: str) -> str:
    """The language among ``offers`` (``en``, ``zh``) that the client weighs most, or the first.

    A region or script (``zh-Hans-CN``) counts for its language, the one that weighs most.
    """
    weights: dict[str, float] = {}
    for name, weight in weighed(request.headers.get("accept-language", "*")).items():
        language = name.partition("-")[0]
        weights[language] = max(weight, weights.get(language, 0.0))
    return max(offers, key=lambda offer: weights.get(offer, weights.get("*", 0.0)))


def weighed(header: str) -> Mapping[str, float]:
    """The names in a header, in lower case, with the weights that it gives them, from 0 to 1."""
    return parsed(header[:LONGEST].lower())


@lru_cache(maxsize=256)
def parsed(header: str) -> Mapping[str, float]:
    """The same for a header in lower case that is not too long."""
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
