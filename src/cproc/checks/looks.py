"""Whether an office's colours can be read, on the page and in print without colour."""

from __future__ import annotations

from cproc.checks.codes import Problems
from cproc.errors import problem
from cproc.model import Portfolio
from cproc.model.looks import GRAPHIC_CONTRAST, TEXT_CONTRAST, WHITE, alike_in_grey, contrast


def legible(portfolio: Portfolio) -> Problems:
    """Headings in the first colour can be read on white, and all colours be seen on it."""
    look = portfolio.office.look
    if look is None:
        return
    fields = ["primary", "accent", *(f"series[{at}]" for at in range(len(look.series)))]
    for field, colour in zip(fields, look.colours, strict=True):
        least = TEXT_CONTRAST if field == "primary" else GRAPHIC_CONTRAST
        if (ratio := contrast(colour, WHITE)) < least:
            shown = {"ratio": f"{int(ratio * 10) / 10:.1f}", "least": f"{least:.1f}"}
            yield problem("look-contrast", f"office.look.{field}", colour, **shown)


def apart_in_grey(portfolio: Portfolio) -> Problems:
    """Colours that charts tell series apart by stay apart in print without colour."""
    look = portfolio.office.look
    for one, other in alike_in_grey(look.colours) if look else ():
        yield problem("look-grey", "office.look", f"{one}, {other}", one=one, other=other)


def described(portfolio: Portfolio) -> Problems:
    """A logo has words for those who do not see it."""
    look = portfolio.office.look
    if look is not None and look.logo and not look.logo_text:
        yield problem("look-logo-text", "office.look.logo_text", look.logo)


RULES = (legible, apart_in_grey, described)
