"""The program that fills a Word template, in a process of its own: it imports nothing of cproc.

It tells what the template asks for, is told the words, and writes the document. Messages are JSON,
each behind its length in eight bytes. Nothing of a template is run: what stands between its braces
is read as a tree, of which only names, calls, texts, conditions and one level of loops are taken,
and each name and call is replaced by words before anything is made of the tree.
"""

from __future__ import annotations

import base64
import io
import json
import re
import sys
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup, escape

MOST = 64 * 1024 * 1024  # bytes of a part, rendered
_TRUTH = "_there"  # behind the name of what is given: whether it is more than nothing
_NUMBER, _NEAR = "cprocn", 20
_WHOLE = re.compile(r"<(/?)w:(p|tc|tr|tbl)\b[^>]*?(/?)>")
_LOOP = frozenset({"index", "first", "last", "length"})
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_UNFILLED = re.compile(r"comments|endnotes|charts?/|diagrams/", re.IGNORECASE)
# docxtpl gives these a meaning of their own in what is rendered; data has none.
_SIGNS = {"{_{": "&#123;_{", "}_}": "&#125;_}", "{_%": "&#123;_%", "%_}": "%_&#125;"}


class FaultsError(Exception):
    """What is wrong with a template: a code, the words of the template and their place."""

    def __init__(self, faults: list[dict[str, str]]) -> None:
        """Keep the faults."""
        super().__init__()
        self.faults = faults


def read() -> Any:
    """Read a message."""
    size = int.from_bytes(sys.stdin.buffer.read(8), "big")
    return json.loads(sys.stdin.buffer.read(size))


def write(message: dict[str, Any]) -> None:
    """Write a message."""
    data = json.dumps(message).encode()
    sys.stdout.buffer.write(len(data).to_bytes(8, "big") + data)
    sys.stdout.buffer.flush()


def limited(seconds: int, memory: int) -> None:
    """Limit the time and memory of this process, where the system can."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def main() -> None:
    """Serve one template."""
    asked = read()
    limited(asked["seconds"], asked["memory"])
    try:
        filler = Filler(base64.b64decode(asked["template"]))
        write({"needs": filler.look()})
        write({"document": base64.b64encode(filler.fill(read())).decode()})
    except FaultsError as error:
        write({"faults": error.faults})
    except MemoryError:
        write({"faults": [{"code": "large"}]})
    except Exception as error:  # noqa: BLE001 - whatever docxtpl fails with is the template's
        write({"faults": [{"code": "failed", "text": type(error).__name__}]})


def key_of(node: Any) -> str | None:
    """What a name, a dotted name or a call asks for, as placeholders are written elsewhere."""
    if isinstance(node, nodes.Name):
        return str(node.name)
    if isinstance(node, nodes.Getattr):
        before = key_of(node.node) if not isinstance(node.node, nodes.Call) else None
        return None if before is None else f"{before}.{node.attr}"
    if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name):
        return None
    if node.dyn_args or node.dyn_kwargs:
        return None
    named = [(each.key, each.value) for each in node.kwargs]
    given: list[Any] = [*node.args, *(of for _key, of in named)]
    if not all(isinstance(of, nodes.Const) for of in given):
        return None
    name, args = node.node.name, [each.value for each in given[: len(node.args)]]
    if name == "figure" and len(args) == 1 and re.fullmatch(r"\w+", str(args[0])):
        name, args = str(args[0]), []
    values = zip((key for key, _of in named), given[len(node.args) :], strict=True)
    words = [*map(quoted, args), *(f"{key}={quoted(of.value)}" for key, of in values)]
    return f"{name}({', '.join(words)})"


def quoted(value: object) -> str:
    """A constant as a call has it."""
    return json.dumps(value, ensure_ascii=False)


class Filler:
    """A template, looked at and filled.

    Args:
        data: Its bytes.
    """

    def __init__(self, data: bytes) -> None:
        """Take a template, of which nothing is known yet."""
        self.data = data
        self.values: dict[str, str] = {}  # the name of each need in what is rendered
        self.fields: dict[str, set[str]] = {}  # of each list, what is told of its records
        self.faults: list[dict[str, str]] = []
        self.places: dict[str, dict[str, str]] = {}  # where each need stands first
        self.where = ""
        self.lines: list[str] = []
        self.paragraphs: list[str] = []  # the texts of the part, as the template has them

    def look(self) -> dict[str, Any]:
        """What the template asks for: calls and names, and lists with what is told of them."""
        self._render({})
        if self.faults:
            raise FaultsError(self.faults)
        return {
            "words": [key for key in self.values if key not in self.fields],
            "lists": {key: sorted(names) for key, names in self.fields.items()},
            "places": self.places,
        }

    def fill(self, told: dict[str, Any]) -> bytes:
        """The document, with words in the place of what it asks for.

        Args:
            told: The words of each need with whether it is more than nothing, and of each list
                the same of what each record tells.
        """
        context: dict[str, Any] = {}
        for key, (text, there) in told["words"].items():
            context[self.values[key]] = marked(text)
            context[f"{self.values[key]}{_TRUTH}"] = there
        for key, records in told["lists"].items():
            rows = []
            for record in records:
                row = {name: marked(text) for name, (text, _there) in record.items()}
                row |= {f"{name}{_TRUTH}": there for name, (_text, there) in record.items()}
                rows.append(row)
            context[self.values[key]] = rows
        return self._render(context)

    def _render(self, context: dict[str, Any]) -> bytes:
        looking = not context and not self.values
        template = Template(self, self.data, looking=looking)
        if looking:
            self._look_beside(template)
        template.render(context, Environment(self), autoescape=True)
        out = io.BytesIO()
        template.save(out)
        return out.getvalue()

    def _look_beside(self, template: Any) -> None:
        """Placeholders in parts that are not filled are told, rather than left in silence."""
        for part in template.docx.part.package.iter_parts():
            name = str(part.partname)
            if name.endswith(".xml") and _UNFILLED.search(name):
                text = re.sub(rb"<[^>]*>", b"", part.blob).decode(errors="replace")
                for found in re.findall(r"{[{%].{0,80}", text)[:5]:
                    self.faults.append({"code": "place", "text": found, "where": name})

    def fail(self, code: str, line: int, text: str) -> None:
        """Keep a fault, with the paragraph it stands in."""
        here = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        said = re.sub(r"<[^>]+>", "", here)[:120]
        self.faults.append({"code": code, "text": text, "said": said, **self.place(line)})

    def place(self, line: int, word: str = "") -> dict[str, str]:
        """The part and the paragraph of a line of what is rendered: each paragraph is one.

        A paragraph or row that holds a mark of a loop only is no line, so that it is looked for.
        """
        source = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        found = re.match(rf'<w:p {_NUMBER}="([0-9]+)"', source)
        number = int(found[1]) if found else 0
        near = range(number, min(number + _NEAR, len(self.paragraphs)))
        asks = (n for n in near if "{" in self.paragraphs[n] and word in self.paragraphs[n])
        return {"where": self.where, "paragraph": str(next(asks, number) + 1)}

    def numbered(self, source: str) -> str:
        """The source of a part with the number of each paragraph, which is taken away again."""
        pieces = re.split(r"(<w:p(?=[ >]))", source)
        self.paragraphs = [re.sub(r"<[^>]+>", "", piece) for piece in pieces[2::2]]
        for number, at in enumerate(range(1, len(pieces), 2)):
            pieces[at] += f' {_NUMBER}="{number}"'
        return "".join(pieces)

    def need(self, key: str, line: int) -> str:
        """The name under which what is asked for is given."""
        self.places.setdefault(key, self.place(line, key.partition("(")[0]))
        return self.values.setdefault(key, f"v{len(self.values)}")


class Environment(ImmutableSandboxedEnvironment):
    """What reads the source of parts: of each tree only what is given is left.

    Args:
        filler: Whose needs and faults are added to.
    """

    def __init__(self, filler: Filler) -> None:
        """Refuse what is not given, and take every text for text."""
        super().__init__(undefined=StrictUndefined, autoescape=True, loader=None)
        self.filler = filler

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        self.filler.lines = source.split("\n")
        Reading(self.filler).visit_all(tree)
        return tree

    def look(self, source: str) -> None:
        """Read a source, without making anything of it."""
        self._parse(source, None, None)


class Template(DocxTemplate):  # type: ignore[misc] # it has no types
    """The template, each of its parts read before anything is made of it.

    Args:
        filler: Whose needs and faults are added to.
        data: Its bytes.
        looking: Whether it is only read.
    """

    def __init__(self, filler: Filler, data: bytes, *, looking: bool) -> None:
        """Open the template."""
        super().__init__(io.BytesIO(data))
        self.filler, self.looking = filler, looking
        self.init_docx()

    def patch_xml(self, src_xml: str) -> str:
        """Number the paragraphs, before marks are taken out of them."""
        return str(super().patch_xml(self.filler.numbered(src_xml)))

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any) -> str:
        """Render a part, or only read it; what would be torn apart is refused."""
        filler = self.filler
        filler.where = str(part.partname)
        source = re.sub(r"<w:p([ >])", r"\n<w:p\1", src_xml)
        filler.lines = source.split("\n")
        try:
            if self.looking:
                jinja_env.look(source)
                return re.sub(r"{[{%#].*?[}%#]}", "", src_xml, flags=re.DOTALL)
            text: str = super().render_xml_part(src_xml, part, context, jinja_env)
        except TemplateError as error:
            filler.fail("syntax", getattr(error, "lineno", 1) or 1, str(error.message))
            raise FaultsError(filler.faults) from None
        if len(text) > MOST:
            raise FaultsError([{"code": "large"}])
        return whole(re.sub(rf' {_NUMBER}="[0-9]+"', "", text), filler)

    def fix_tables(self, xml: str) -> Any:
        """Leave tables as they are where nothing is made of them."""
        return etree.fromstring(xml) if self.looking else super().fix_tables(xml)

    def render_properties(self, *_given: Any) -> None:
        """Tell of placeholders among the properties, which are not filled."""
        for name in ("author", "comments", "identifier", "subject", "title", "keywords"):
            text = str(getattr(self.docx.core_properties, name))
            if "{{" in text or "{%" in text:
                fault = {"code": "place", "text": text[:80], "where": "docProps/core.xml"}
                self.filler.faults.append(fault)


class Reading:
    """Reads the tree of a part, and puts names of what is given in the place of what it asks.

    Args:
        filler: Whose needs and faults are added to.
    """

    def __init__(self, filler: Filler) -> None:
        """Stand outside of every loop."""
        self.filler = filler
        self.loop: tuple[str, str] | None = None  # the name of the record, and its list

    def visit_all(self, tree: Any) -> None:
        """Read a whole part."""
        self._statements(tree, "body")

    def _statements(self, node: Any, field: str) -> None:
        for each in getattr(node, field):
            self._statement(each)
        # Whole paragraphs, cells and rows go or stay: half of one would take its neighbour along.
        parts = (each for one in getattr(node, field) for each in one.find_all(nodes.TemplateData))
        if not is_balanced("".join(str(each.data) for each in parts)):
            self.filler.fail("torn", node.lineno, "")

    def _statement(self, node: Any) -> None:
        if isinstance(node, nodes.Output):
            node.nodes = [
                each if isinstance(each, nodes.TemplateData) else self._value(each)
                for each in node.nodes
            ]
        elif isinstance(node, nodes.If):
            node.test = self._condition(node.test)
            for field in ("body", "elif_", "else_"):
                self._statements(node, field)
        elif isinstance(node, nodes.For):
            self._for(node)
        else:
            self.filler.fail("statement", node.lineno, type(node).__name__.lower())

    def _for(self, node: Any) -> None:
        key = key_of(node.iter)
        plain = isinstance(node.target, nodes.Name) and not node.test and not node.recursive
        if self.loop is not None or not plain or not isinstance(node.iter, nodes.Call) or not key:
            self.filler.fail("loop", node.lineno, "")
            return
        self.filler.fields.setdefault(key, set())
        node.iter = nodes.Name(self.filler.need(key, node.lineno), "load", lineno=node.lineno)
        self.loop = (node.target.name, key)
        self._statements(node, "body")
        self.loop = None
        self._statements(node, "else_")

    def _condition(self, node: Any) -> Any:
        if isinstance(node, nodes.Not):
            node.node = self._condition(node.node)
        elif isinstance(node, nodes.And | nodes.Or):
            node.left, node.right = self._condition(node.left), self._condition(node.right)
        elif isinstance(node, nodes.Compare):
            node.expr = self._compared(node.expr)
            for each in node.ops:
                each.expr = self._compared(each.expr)
                if each.op not in {"eq", "ne"}:
                    self.filler.fail("statement", node.lineno, each.op)
        elif not isinstance(node, nodes.Const):
            return self._value(node, _TRUTH)
        return node

    def _compared(self, node: Any) -> Any:
        return node if isinstance(node, nodes.Const) else self._value(node)

    def _value(self, node: Any, what: str = "") -> Any:
        """A name of what is given, in the place of what is asked for: words, or whether any."""
        key = key_of(node)
        if key is None:
            self.filler.fail("expression", node.lineno, type(node).__name__.lower())
            return nodes.Const("", lineno=node.lineno)
        first, _dot, rest = key.partition(".")
        if isinstance(node, nodes.Getattr) and self.loop and first == "loop" and rest in _LOOP:
            return node
        if "__" in key or "._" in key:
            self.filler.fail("private", node.lineno, key)
        elif isinstance(node, nodes.Getattr) and self.loop and first == self.loop[0]:
            self.filler.fields[self.loop[1]].add(rest)
            record = nodes.Name(first, "load", lineno=node.lineno)
            of = nodes.Const(f"{rest}{what}", lineno=node.lineno)
            return nodes.Getitem(record, of, "load", lineno=node.lineno)
        name = self.filler.need(key, node.lineno)
        return nodes.Name(f"{name}{what}", "load", lineno=node.lineno)


def is_balanced(source: str) -> bool:
    """Whether paragraphs, cells, rows and tables that begin in a piece of source end in it."""
    open_: list[str] = []
    for closes, name, empty in _WHOLE.findall(source):
        if closes and (not open_ or open_.pop() != name):
            return False
        if not closes and not empty:
            open_.append(name)
    return not open_


def marked(text: str) -> Any:
    """Words as XML, which nothing takes for anything else."""
    plain = str(escape(text))
    for sign, spelled in _SIGNS.items():
        plain = plain.replace(sign, spelled)
    return Markup(plain)  # noqa: S704 - it is escaped above


def whole(text: str, filler: Filler) -> str:
    """A rendered part that is known to be XML, and whose cells have a paragraph each.

    docxtpl would leave out what is none without a word.
    """
    try:
        root = etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError:
        filler.faults.append({"code": "torn", "where": filler.where})
        raise FaultsError(filler.faults) from None
    bare = [
        cell
        for cell in root.iter(f"{{{_WORD}}}tc")
        if not len(cell) or cell[-1].tag != f"{{{_WORD}}}p"
    ]
    for cell in bare:
        etree.SubElement(cell, f"{{{_WORD}}}p")
    return etree.tostring(root, encoding="unicode") if bare else text


if __name__ == "__main__":
    main()
