"""Pasted text without what terminals, logs, forums and editors put around and into it."""

import html
import re

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07|[\u200b\u200c\u200d\ufeff\u00ad]")
"""Colours of a terminal, titles of its window, and characters without width."""

TIME = r"\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?"
LEVEL = r"(?:DEBUG|INFO|WARN|WARNING|ERROR|CRITICAL|FATAL|stderr|stdout)"
LEADS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\s*[>|│┃║╎┆]+ ?",  # a quotation, the frame of a traceback
        r"E {2,}",  # pytest
        r"\s*(?:#|//|\*) ",  # a comment
        rf"\s*\[?(?:\d{{4}}[-/.]\d\d[-/.]\d\d[ T_])?{TIME}\]?(?:\s*[-|:]+(?=\s)|\s)\s*",
        rf"\s*\[?(?:\d{{4}}[-/.]\d\d[-/.]\d\d[ T_]){TIME}\]?\s*",
        rf"\s*\[?{LEVEL}\]?(?::\w+)?\s*[-:|]+\s*|\s*\[{LEVEL}\]\s*",
        r"\s*\[?(?:rank|default)\s?\d+\]?\s*:\s*",  # torchrun
        r"\s*\(\w+ pid=\d+[^)]*\)\s*",  # Ray
        r"\s*\d{1,6}\s*[:|│\t](?!\d)\s?",  # a line's number
        r"\s*L?\d{1,6}\s{2,}(?=\S)",
    )
)
"""What stands before lines."""

MOST_LEADS = 4
NUMBERED = re.compile(r"\s*(\d{1,6})[.)]?\s+")


def clean(text: str) -> str:
    """The text with plain quotation marks, and lines as they were printed."""
    plain = ESCAPES.sub("", html.unescape(text)).replace("\xa0", " ")
    plain = re.sub("[“”„«»]", '"', plain)
    plain = re.sub("[\u2018\u2019`]", "'", plain)
    lines = [line.rstrip().rstrip("│┃║") for line in re.split(r"\r\n|\r|\n", plain)]
    return "\n".join(map(without_leads, without_numbers(lines)))


def without_leads(line: str) -> str:
    """A line without what was put before it."""
    for _ in range(MOST_LEADS):
        found = next((each for lead in LEADS if (each := lead.match(line)) and each.end()), None)
        if not found:
            break
        line = line[found.end() :]
    return line


def without_numbers(lines: list[str]) -> list[str]:
    """The lines without their numbers, if all of them that aren't empty are numbered in a row."""
    full = [line for line in lines if line.strip()]
    numbers = [int(found[1]) for line in full if (found := NUMBERED.match(line))]
    in_row = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False
    if len(numbers) < max(2, len(full)) or not in_row:
        return lines
    return [NUMBERED.sub("", line, count=1) for line in lines]
