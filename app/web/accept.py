"""Which kind of answer a client would rather have, by its ``Accept`` header (RFC 9110, 12.5.1)."""

from starlette.requests import Request


def preferred(request: Request, *offers: str) -> str:
    """The media type among ``offers`` that the client weighs most; the first where it's the same.

    A type the header doesn't name has the weight of ``*/*`` or of the like range.
    """
    weights: dict[str, float] = {}
    for part in request.headers.get("accept", "*/*")[:1000].split(","):
        name, *options = [item.strip() for item in part.split(";")]
        given = [option[2:] for option in options if option.startswith("q=")]
        try:
            weights[name.lower()] = float(given[0]) if given else 1.0
        except ValueError:
            weights[name.lower()] = 0.0

    def weight(offer: str) -> float:
        ranges = offer, f"{offer.partition('/')[0]}/*", "*/*"
        return next((weights[name] for name in ranges if name in weights), 0.0)

    return max(offers, key=weight)
