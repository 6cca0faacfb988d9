"""The line of a path: where a reader finds the value in the JSON file."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cproc.serialize.jsontext import lines_of

NAMES = st.text(st.characters(codec="utf-8", exclude_characters=".[]"), min_size=1, max_size=5)


def numbered(shape: Any, count: list[int]) -> Any:
    """Put a number of its own into each leaf."""
    if isinstance(shape, list):
        return [numbered(part, count) for part in shape]
    if isinstance(shape, dict):
        return {name: numbered(part, count) for name, part in shape.items()}
    count[0] += 1
    return f"leaf-{count[0]}, {{[:]}}"


def leaves(data: Any, path: str = "") -> list[tuple[str, str]]:
    """Give the path of each leaf."""
    if isinstance(data, dict):
        parts = [(f"{path}.{name}" if path else name, part) for name, part in data.items()]
    elif isinstance(data, list):
        parts = [(f"{path}[{index}]", part) for index, part in enumerate(data)]
    else:
        return [(path, str(data))]
    return [leaf for where, part in parts for leaf in leaves(part, where)]


SHAPES = st.dictionaries(
    NAMES,
    st.recursive(
        st.none(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
        max_leaves=12,
    ),
    max_size=4,
)


@given(SHAPES, st.sampled_from([None, 0, 2]))
def test_every_value_is_found_on_its_line(shape: dict[str, Any], indent: int | None) -> None:
    """Each leaf has a text of its own, which stands on the line that is told."""
    data = numbered(shape, [0])
    text = json.dumps(data, indent=indent, ensure_ascii=False)
    lines = text.split("\n")
    found = lines_of(text)
    for path, leaf in leaves(data):
        assert f'"{leaf}"' in lines[found.line(path) - 1]


def test_what_is_not_there_is_told_by_what_holds_it() -> None:
    """A field that is left out stands where its record begins; nonsense at the top."""
    found = lines_of('{\n"posts": [\n{"id": "P1"},\n{"id": "P2",\n"duty": {"en": "x"}}]}')
    assert found.line("posts[1]") == 4
    assert found.line("posts[1].duty.en") == 5
    assert found.line("posts[1].grade") == 4
    assert found.line("posts[7].grade") == 2
    assert found.line("office.name") == 1
    assert found.line("") == 1
    assert found.line("[[") == 1
