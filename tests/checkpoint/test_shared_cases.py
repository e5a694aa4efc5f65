"""The cases that the reader in JavaScript is tested with are read by Python as they say."""

import json
from base64 import b64decode

import pytest

from tests.checkpoint.shared_cases import CASES, answer, cases

LISTED = json.loads(CASES.read_text())


@pytest.mark.parametrize("case", LISTED, ids=[case["name"] for case in LISTED])
def test_python_reads_each_shared_case_as_it_says(case):
    told = {key: case[key] for key in ("answer", "problem") if key in case}
    assert answer(b64decode(case["content"])) == told


def test_the_shared_cases_are_all_there():
    assert [case["name"] for case in LISTED] == list(cases())
