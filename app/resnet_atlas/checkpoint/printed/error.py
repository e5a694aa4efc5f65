"""What PyTorch printed when weights didn't load: the names and shapes in it.

Terminals and forums break lines within words, so patterns are looked for in the text without any
white space; no name of a tensor has some.
"""

import re
from collections.abc import Iterator
from itertools import islice

from resnet_atlas.checkpoint.causes.difference import Difference
from resnet_atlas.checkpoint.printed.listing import shape_of
from resnet_atlas.graph.tensor import Shape

Names = dict[str, Shape | None]

HEADER = re.compile(
    r"inloadingstate_dictfor|_IncompatibleKeys|donotmatchexactly|_keys?=", re.IGNORECASE
)
MISSING = r"missing_?keys?(?:\(s\))?(?:in(?:source)?state_dict)?[:=]"
UNEXPECTED = r"unexpected_?keys?(?:\(s\))?(?:in(?:source)?state_dict)?[:=]"
KEYS = re.compile(rf"(?P<missing>{MISSING})|(?P<unexpected>{UNEXPECTED})", re.IGNORECASE)
UNQUOTED = {
    "missing": re.compile(r"missing keys?(?: in source state_dict)?\s*:\s*", re.IGNORECASE),
    "unexpected": re.compile(r"unexpected keys?(?: in source state_dict)?\s*:\s*", re.IGNORECASE),
}
"""As mmcv prints them: names between commas, without quotation marks."""

NAME = r"[^\"'\s,:;(){}\[\]]+"
IN_QUOTES = re.compile(rf"[\"']({NAME})[\"']")
QUOTED = re.compile(rf"[\[{{(]*(?:(?:[\"']{NAME}[\"']|\.{{2,}}|…|<snip>)[,\]]*)+")
GAP = re.compile(r"\.{3}|…|<snip>|\[truncated\]|outputtruncated|\d+morelines", re.IGNORECASE)
"""What stands for names that were left out."""

ONE_UNEXPECTED = re.compile(rf"unexpectedkey[\"'](?P<name>{NAME})[\"']instate_dict")
KEY_ERROR = re.compile(r"KeyError:[\"'](?P<name>(?:[\w-]+\.)+[\w-]+)[\"']")
SIZE = r"(?:torch\.Size\()?[\[(](?P<{name}>[\d,]*)[\])]\)?"
MISMATCHES = tuple(
    re.compile(pattern.format(given=SIZE.format(name="given"), wanted=SIZE.format(name="wanted")))
    for pattern in (
        r"sizemismatchfor(?P<name>[^\s:\"']{{1,500}}):copyingaparam(?:eter)?(?:with|of)?(?:shape)?{given}"
        r"fromcheckpoint,(?:where)?theshape(?:incurrentmodel)?is{wanted}",
        r"parameternamed[\"']?(?P<name>[^\s,\"']{{1,500}})[\"']?,whosedimensionsinthemodelare{wanted}"
        r"andwhosedimensionsinthecheckpointare{given}",
        r"(?<![\w.])(?P<name>\w[\w.]*):foundshape{given}inthecheckpointand{wanted}inthemodel",
    )
)
"""PyTorch's since 0.4.1, its older ones, and Hugging Face's."""

STARTS = re.compile(r"sizemismatchfor|parameternamed|:foundshape")
SHAPES_BEGIN = re.compile(r"(?:fromcheckpoint|inthecheckpoint)")
TENSOR = re.compile(r"\.(?:weight|bias|running_mean|running_var|num_batches_tracked)$")
MODEL = re.compile(r"in loading state_dict for (?P<name>\w+)")

MOST_LISTS = 20
"""Lists of keys in one text."""


def difference_in(text: str) -> Difference:
    """The tensors that an error of any PyTorch since 0.3 lists; empty where it is none."""
    dense = re.sub(r"\s+", "", text)
    different = {}
    for pattern in MISMATCHES:
        for found in pattern.finditer(dense):
            pair = shape_of(found["given"]), shape_of(found["wanted"])
            different[found["name"].strip("\"'")] = pair
    names: dict[str, Names] = {"missing": {}, "unexpected": {}}
    cut = False
    for side, listed, is_cut in lists(dense):
        names[side] |= dict.fromkeys(listed)
        cut = cut or is_cut
    for side, start in UNQUOTED.items():
        if not names[side]:
            names[side] |= unquoted(start, text)
    names["unexpected"] |= {each["name"]: None for each in ONE_UNEXPECTED.finditer(dense)}
    if not different and not any(names.values()):
        names["missing"] = {each["name"]: None for each in KEY_ERROR.finditer(dense)}
    if not different and not any(names.values()):
        return Difference()
    cut = cut or len(STARTS.findall(dense)) > len(different)
    cut = cut or len(SHAPES_BEGIN.findall(dense)) > len(different)
    whole = not cut and HEADER.search(dense) is not None
    return Difference(names["missing"], names["unexpected"], different, cut, whole)


def lists(dense: str) -> Iterator[tuple[str, list[str], bool]]:
    """The lists of names in quotes: whose they are, the names, whether some were left out.

    Names before the first list's title are missing ones if what follows are the unexpected: the
    text has lost its beginning.
    """
    titles = list(islice(KEYS.finditer(dense), MOST_LISTS))
    first = titles[0].start() if titles else len(dense)
    behind = STARTS.search(dense)
    before = [name for name in IN_QUOTES.findall(dense[:first]) if TENSOR.search(name)]
    if before and titles and titles[0]["unexpected"]:
        yield "missing", [name for name in before if ".." not in name], True
    elif before and (titles or behind):
        yield "missing", [], True
    for place, title in enumerate(titles):
        end = titles[place + 1].start() if place + 1 < len(titles) else len(dense)
        part = dense[title.end() : end]
        found = QUOTED.match(part)
        if not found:
            continue
        listed = IN_QUOTES.findall(found[0])
        gap = GAP.search(found[0]) or part[found.end() : found.end() + 1] in ('"', "'", "…")
        open_end = found[0].endswith(",") or GAP.match(part, found.end())
        side = "missing" if title["missing"] else "unexpected"
        yield side, [name for name in listed if ".." not in name], bool(gap or open_end)


def unquoted(start: re.Pattern[str], text: str) -> Names:
    """The names between commas that follow some words."""
    found: Names = {}
    for match in islice(start.finditer(text), MOST_LISTS):
        for word in re.split(r"[,\s]+", text[match.end() :].strip(" []{}()")):
            name = word.strip("\"'[](){};").rstrip(".")
            if not re.fullmatch(r"\w[\w-]*(?:\.[\w-]+)+", name):
                break
            found[name] = None
    return found


def model_in(text: str) -> str:
    """The class that an error names; empty where it names none."""
    found = MODEL.search(" ".join(text.split()))
    return found["name"] if found else ""
