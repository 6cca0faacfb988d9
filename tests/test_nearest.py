"""Names that are like another one."""

from hypothesis import given
from hypothesis import strategies as st

from cproc.nearest import nearest

NAMES = st.lists(st.text(min_size=1, max_size=12), max_size=8, unique=True)


@given(st.text(max_size=12), NAMES, st.integers(1, 4))
def test_only_names_that_there_are_come_back(name: str, known: list[str], most: int) -> None:
    """Each once, no more than were asked for, and the name itself where there is it."""
    found = nearest(name, known, most)
    assert len(found) == len(set(found)) <= most
    assert set(found) <= set(known)


@given(NAMES)
def test_another_case_means_the_same_name(known: list[str]) -> None:
    """What differs in letter case alone is found, whatever else there is."""
    for name in known:
        assert name in nearest(name.upper(), known, len(known))


def test_marks_that_people_leave_out_make_no_difference() -> None:
    """Accents, blanks, hyphens, underscores; but signs that tell two codes apart do."""
    assert nearest("Cote d'Ivoire", ["Côte d’Ivoire"]) == ["Côte d’Ivoire"]
    assert nearest("glacy +", ["GLACY", "GLACY+"]) == ["GLACY+"]
    assert nearest("x" * 1_000_000, ["x" * 80]) == ["x" * 80]
