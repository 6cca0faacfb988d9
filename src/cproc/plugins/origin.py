"""What a file follows from: which data, in which version of the library, how it was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zipfile import ZipFile

import attrs

from cproc.archives import DAMAGED
from cproc.model import Portfolio
from cproc.plugins.package import is_small
from cproc.version import __version__

_CONTENT, _TOP = "[Content_Types].xml", "_rels/.rels"


@attrs.frozen
class Origin:
    """What a file was made of, and how it was asked for; enough to make it again.

    Args:
        digest: Of the data, as `cproc.digest` tells it.
        version: Of cproc.
        exporter: Name of the exporter.
        language: The language, or several with commas between.
        edition: The edition that it is.
        period: The reporting period.
        against: The earlier period beside it; empty where there is none.
        options: Options of the exporter, text by name; of a path the name of the file.
    """

    digest: str
    version: str
    exporter: str
    language: str
    edition: str
    period: str
    against: str = ""
    options: Mapping[str, str] = MappingProxyType({})


def origin_from(  # noqa: PLR0917 - all that a file is made with
    of: str,
    exporter: str,
    language: str,
    edition: str,
    portfolio: Portfolio,
    options: Mapping[str, str],
) -> Origin:
    """The origin of a file that is made now, of data of a digest, for the period asked for."""
    against = str(portfolio.against or "")
    period = str(portfolio.period)
    return Origin(of, __version__, exporter, language, edition, period, against, options)


def options_as_text(*options: Any) -> dict[str, str]:
    """What instances of classes of options have set, as text that they are read from."""
    told = {}
    for one in options:
        for field in attrs.fields(type(one)):
            value = getattr(one, field.name)
            if value != field.default and value is not None:
                told[field.name] = _as_text(value)
    return told


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ",".join(map(_as_text, value))
    text = str(value.value if isinstance(value, Enum) else value)
    # Where it stands on the machine of who made it is nobody else's business.
    return Path(text).name if "/" in text or "\\" in text else text


def is_office(data: bytes) -> bool:
    """Whether bytes are an office file, which has properties."""
    if not data.startswith(b"PK\x03\x04") or not is_small(data):
        return False
    try:
        with ZipFile(BytesIO(data)) as archive:
            return {_CONTENT, _TOP} <= {*archive.namelist()}
    except DAMAGED:
        return False
