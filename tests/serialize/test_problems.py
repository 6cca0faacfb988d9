"""From what the converter raises to problems: a fault of the data is told, one of ours is not."""

import pytest

from cproc.serialize.structure import problems_of


def test_a_fault_of_ours_is_not_told_as_one_of_the_data() -> None:
    """Hooks of the converter tell what is wrong; anything else goes up as it is."""
    with pytest.raises(ZeroDivisionError):
        list(problems_of(ExceptionGroup("record", [ZeroDivisionError()])))
