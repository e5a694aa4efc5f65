import re

import pytest
from resnet_atlas.errors import BadParameter
from resnet_atlas.network.catalogue import CATALOGUE
from resnet_atlas.network.options import LIMITS, MOST_BLOCKS, WIDEST
from resnet_atlas.network.spec import ResNetSpec
from resnet_atlas.web.request.readers import up_to
from resnet_atlas.web.request.spec_query import SpecQuery


@pytest.mark.parametrize("most", [1, 6, 9, 10, 99, 100, 1024, 2048, 4096])
def test_a_pattern_of_numbers_up_to_some_largest_has_these_and_no_others(most):
    pattern = re.compile(up_to(most))
    texts = [*map(str, range(most + 200)), "01", "1.0", "-1", "", "1e3", str(most * 10)]
    said = {text for text in texts if pattern.fullmatch(text)}
    assert said == set(map(str, range(1, most + 1)))


SCHEMA = SpecQuery.model_json_schema()["properties"]

LISTS = [
    ("depths", [f"{MOST_BLOCKS}", "1,1,1,1,1,1", "3,4,6,3"], [f"{MOST_BLOCKS + 1}", "0", "1," * 7]),
    ("widths", [f"{WIDEST},1,1,1", "none", "64,128,256,512"], [f"{WIDEST + 1},1,1,1", "0,1,1,1"]),
    ("dilated_stages", ["none", "2,3,4", "4"], ["1", "7", "2,3,4,5,6,2"]),
]


@pytest.mark.parametrize(("name", "good", "bad"), LISTS)
def test_what_is_documented_of_a_list_is_what_is_taken(name, good, bad):
    pattern = SCHEMA[name]["pattern"]
    spec = CATALOGUE["resnet50"]
    for text in good:
        assert re.search(pattern, text)
        assert isinstance(spec.with_options({name: text}), ResNetSpec)
    for text in bad:
        assert not re.search(pattern, text)
        with pytest.raises(BadParameter):
            spec.with_options({name: text})


@pytest.mark.parametrize("name", LIMITS)
def test_what_is_documented_of_a_number_is_what_is_taken(name):
    schema = SCHEMA[name]
    for text in (schema["minimum"] - 1, schema["maximum"] + 1):
        with pytest.raises(BadParameter, match="from"):
            CATALOGUE["resnet50"].with_options({name: str(text)})
