"""Gauges of the code, printed as figures: ``python -m benchmarks.gauges [FOLDER]``.

They say how much there is of it, how its modules hang together, and how it names things.
"""

from __future__ import annotations

import ast
import io
import statistics
import sys
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "cproc"
VAGUE = {"made", "found", "told", "known", "held", "names", "thing", "stuff", "what"}
"""Words that could mean anything: a function is named for what it does or gives."""


@attrs.frozen
class Module:
    """What is measured of one file.

    Args:
        path: The file.
        lines: All its lines.
        comments: Lines with a comment that says something to a reader, and not to a tool.
        imports: Modules of its own package that it imports, each once.
        exported: Names in its ``__all__``.
        functions: Name and lines of each function and method.
        docstrings: First line of each docstring.
    """

    path: Path
    lines: int
    comments: int
    imports: frozenset[str]
    exported: int
    functions: tuple[tuple[str, int], ...]
    docstrings: tuple[str, ...]


def measured(path: Path, package: str) -> Module:
    """Measure one file of a package."""
    text = path.read_text(encoding="utf-8")
    nodes = list(ast.walk(ast.parse(text)))
    return Module(
        path,
        len(text.splitlines()),
        sum(map(_is_comment, tokenize.generate_tokens(io.StringIO(text).readline))),
        frozenset(_imports(nodes, package)),
        sum(map(_exported, nodes)),
        tuple(_functions(nodes)),
        tuple(_docstrings(nodes)),
    )


def _is_comment(token: tokenize.TokenInfo) -> bool:
    to_tools = ("# noqa", "# type:", "# fmt:", "# pragma:")
    return token.type == tokenize.COMMENT and not token.string.startswith(to_tools)


def _imports(nodes: Iterable[ast.AST], package: str) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        elif isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        else:
            continue
        yield from (module for module in modules if module.split(".")[0] == package)


def _exported(node: ast.AST) -> int:
    if isinstance(node, ast.Assign):
        targets = [target.id for target in node.targets if isinstance(target, ast.Name)]
        return len(getattr(node.value, "elts", ())) if "__all__" in targets else 0
    return 0


def _functions(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, int]]:
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def _docstrings(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node)
            if text:
                yield text.splitlines()[0]


def gauges(root: Path) -> list[tuple[str, str]]:
    """What is printed of a package: the gauge and its figure.

    Args:
        root: Folder of the package, which is called as the package is imported.
    """
    modules = [measured(path, root.name) for path in sorted(root.rglob("*.py"))]
    sizes = [module.lines for module in modules]
    imports = [len(module.imports) for module in modules]
    comments = sum(module.comments for module in modules)
    functions = [
        (lines, name, module.path.relative_to(root))
        for module in modules
        for name, lines in module.functions
    ]
    longest, function, file = max(functions)
    vague = sum(bool(VAGUE.intersection(name.split("_"))) for _lines, name, _file in functions)
    docstrings = [line for module in modules for line in module.docstrings]
    give = sum(line.startswith("Give ") for line in docstrings)
    stems = Counter(module.path.stem for module in modules if module.path.stem[:2] != "__")
    twice = sorted(stem for stem, count in stems.items() if count > 1)
    return [
        ("lines", f"{sum(sizes):,}"),
        ("files", f"{len(sizes)}, median {statistics.median(sizes):.0f} lines, most {max(sizes)}"),
        ("functions", f"{len(functions):,}, longest {longest} lines: {function} in {file}"),
        ("imports inside the package", f"mean {statistics.mean(imports):.1f}, most {max(imports)}"),
        ("comment lines", f"{comments:,}, {100 * comments / sum(sizes):.1f} %"),
        ("names in __all__", f"{sum(module.exported for module in modules):,}"),
        ("functions with a vague name", f"{vague:,}"),
        ("docstrings", f"{len(docstrings):,}, beginning with Give: {give}"),
        ("module names used more than once", f"{len(twice)}: {', '.join(twice)}"),
    ]


def main(root: Path) -> None:
    """Print the gauges of a package."""
    for gauge, figure in gauges(root):
        print(f"{gauge:34}{figure}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else PACKAGE)
