"""The cases that the arithmetic in JavaScript is tested with are what Python computes."""

import json

from tests.facts.memory.shared_cases import CASES, cases


def test_the_shared_cases_are_what_python_computes():
    assert json.loads(CASES.read_text()) == json.loads(json.dumps(cases()))
