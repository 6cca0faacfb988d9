"""Documents and web pages: as a list below a text, and in tables, each with its link."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import attrs

from cproc.model import Activity, Document, Milestone, Result
from cproc.report.cells import Cell, Table
from cproc.report.context import Context
from cproc.report.declare import Content, Declared, day, table, text
from cproc.report.markdown import destination, escaped
from cproc.report.model import Prose

_Row = tuple[str, str, Document]
"""What a document is on, in words; the identifier of that record, or of its project; it."""


def document_tables(context: Context) -> Iterator[Table]:
    """The table ``documents``: one row for each of the report, of projects and of activities."""
    columns = [
        text("subject", lambda subject, _id, _d: subject, 40),
        text("document", lambda _s, _id, each: _linked(context, each), 60),
        text("document_kind", lambda _s, _id, each: _kind(context, each), 16, shown=None),
        text("reference", "reference", 20, shown=None),
        day("date", "date", 12, shown=None),
        text("document_language", lambda _s, _id, each: _language(context, each), 12, shown=None),
        text(
            "address", lambda _s, _id, each: Cell(each.url or None, link=each.url), 44, shown=None
        ),
    ]
    about = lambda _subject, id_, _document: id_  # noqa: E731 - as short as a column's
    yield table(context, "documents", list(_rows(context)), columns, about=about, filters=True)


def _rows(context: Context) -> Iterator[_Row]:
    portfolio = context.portfolio
    for document in portfolio.report.documents if portfolio.report else ():
        yield context.labels("export.report"), "", document
    for project in portfolio.projects:
        for document in project.documents:
            yield project.name, project.code, document
        parts: tuple[Milestone | Result, ...] = (*project.milestones, *project.results)
        for part in parts:
            for document in part.documents:
                colon = context.labels("format.colon")
                yield f"{project.name}{colon}{context.best(part.title)}", project.code, document
    for activity in context.activities:
        for document in activity.documents:
            yield context.best(activity.title), activity.id, document


def documents_column(context: Context, of: Callable[..., Sequence[Document]]) -> Declared:
    """The column of the documents on the record of a row, where some row has any.

    A cell can lead to one address only, that of the first document that has one.
    """

    def cell(*row: object) -> Content:
        documents = of(*row)
        titles = context.joined(context.best(each.title) for each in documents)
        return Cell(titles or None, link=first_address(documents))

    return text("documents", cell, 36, shown=None)


def first_address(documents: Iterable[Document]) -> str:
    """The address of the first document that has one."""
    return next((each.url for each in documents if each.url), "")


def linked_title(context: Context, activity: Activity) -> Cell:
    """The title of an activity, which leads to the page on it."""
    return attrs.evolve(context.local(activity.title), link=first_address(activity.documents))


def document_list(
    context: Context, documents: Iterable[Document], heading: str = ""
) -> list[Prose]:
    """Documents as a list in a text, each once; nothing where there are none.

    Args:
        context: What the report is built in.
        documents: The documents.
        heading: What stands above them.
    """
    items = [_item(context, each) for each in dict.fromkeys(documents)]
    above = [f"**{escaped(heading)}**", ""] if heading else []
    return [Prose("\n".join([*above, *items]), context.language)] if items else []


def _item(context: Context, document: Document) -> str:
    title = _on_one_line(context.best(document.title))
    linked = f"[{title}]({destination(document.url)})" if document.url else title
    dated = context.labels.day(document.date) if document.date else ""
    language = _language(context, document)
    more = [_on_one_line(part) for part in (document.reference, dated, language) if part]
    return f"- {', '.join([linked, *more])}"


def _on_one_line(text: str) -> str:
    """A text as Markdown; of several lines, which a list in Word would tell as HTML, one."""
    return escaped(" ".join(text.split()))


def _linked(context: Context, document: Document) -> Cell:
    return attrs.evolve(context.local(document.title), link=document.url)


def _kind(context: Context, document: Document) -> str:
    return context.labels.get(f"document_kind.{document.kind}", document.kind)


def _language(context: Context, document: Document) -> str:
    """The language of a document, where it is not that of the report."""
    if document.language.partition("-")[0] == context.language.partition("-")[0]:
        return ""
    names = context.labels.locale.languages
    return str(names.get(document.language.replace("-", "_"), document.language))
