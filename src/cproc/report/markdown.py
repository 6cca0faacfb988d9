"""Plain text as Markdown, in which it stands for itself."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"[\\`*_\[\]<>|~&$@#]|:(?=\S)|(?<=www)\.", re.IGNORECASE)
_AT_START = re.compile(r"^([-+=]|[0-9]{1,9}(?=[.)]))")


def escaped(text: str) -> str:
    """Make a text stand for itself: no markup, no link, no HTML, one line."""
    # A sign that is markup only at the start of a line is escaped there alone: 2017-2018 stays.
    plain = _MARKUP.sub(r"\\\g<0>", text.strip())
    first = _AT_START.match(plain)
    if first:
        at = 0 if first[1] in "-+=" else first.end()
        plain = f"{plain[:at]}\\{plain[at:]}"
    return re.sub(r"\r\n|[\r\n\u2028\u2029\v\f]", "<br>", plain)


def destination(address: str) -> str:
    """A web address as the target of a link."""
    return f"<{address.replace('&', '&amp;')}>"
