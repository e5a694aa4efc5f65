"""What a client would rather have, by its ``Accept`` headers (RFC 9110, 12.5)."""

from functools import lru_cache

from starlette.requests import Request


@lru_cache(maxsize=256)  # browsers send the same few, again and again
def preferred(accept: str | None, *offers: str) -> str:
    """The media type among ``offers`` that a header weighs most; the first where it's the same.

    A type the header doesn't name has the weight of ``*/*`` or of the like range.
    """
    weights = weighed("*/*" if accept is None else accept)

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


@lru_cache(maxsize=256)
def weighed(header: str) -> dict[str, float]:
    """The names in a header, in lower case, with the weights that it gives them."""
    weights: dict[str, float] = {}
    for part in header[:1000].split(","):
        name, *options = [item.strip() for item in part.split(";")]
        given = [option[2:] for option in options if option.startswith("q=")]
        try:
            weights[name.lower()] = float(given[0]) if given else 1.0
        except ValueError:
            weights[name.lower()] = 0.0
    return weights
