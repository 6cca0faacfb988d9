"""A formula as a tree, and the areas of cells that it reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import attrs
from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError
from openpyxl.utils import column_index_from_string

ROWS, COLUMNS = 1_048_576, 16_384
"""Of a sheet of Excel."""


class NotComputableError(Exception):
    """A formula that is left to the application which opens the file."""


@attrs.frozen
class Area:
    """Cells of one sheet.

    Args:
        sheet: Its title; empty for the sheet that the formula is on.
        top: First row, from 1.
        left: First column, from 1.
        bottom: Last row.
        right: Last column.
    """

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def single(self) -> bool:
        """Whether it is one cell."""
        return self.top == self.bottom and self.left == self.right

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.bottom - self.top + 1, self.right - self.left + 1


@attrs.frozen
class Constant:
    """A number, a text, a truth value, an error, or an argument that is left out."""

    value: float | str | bool | None
    is_error: bool = False


@attrs.frozen
class Name:
    """A name that is no reference by itself: a defined name, a structured or a foreign one."""

    text: str


@attrs.frozen
class Call:
    """A function with its arguments; operators are functions of one or two."""

    function: str
    arguments: tuple[Node, ...]


Node = Area | Constant | Name | Call

PERCENT, NEGATIVE, POSITIVE = "%", "neg", "pos"
_PRECEDENCE = {
    "^": 5, "*": 4, "/": 4, "+": 3, "-": 3, "&": 2,
    "=": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "<>": 1,
}  # fmt: skip

_SHEET = r"(?:'((?:[^']|'')+)'|([^'!\[\]:,;\s()*+/&=<>^%\"{}-]+))!"
_CELLS = re.compile(
    rf"(?:{_SHEET})?(?:\$?([A-Z]{{1,3}})\$?([0-9]{{1,7}})(?::\$?([A-Z]{{1,3}})\$?([0-9]{{1,7}}))?"
    r"|\$?([A-Z]{1,3}):\$?([A-Z]{1,3})|\$?([0-9]{1,7}):\$?([0-9]{1,7}))",
    re.IGNORECASE,
)


def area_of(text: str) -> Area | None:
    """The cells that a reference names; None where it is none, or of several sheets or files.

    Example:
        >>> area_of("'Year 1'!$B$2:C3")
        Area(sheet='Year 1', top=2, left=2, bottom=3, right=3)
        >>> area_of("A:A").shape, area_of("TAX_2024"), area_of("Jan:Mar!A1")
        ((1048576, 1), None, None)
    """
    match = _CELLS.fullmatch(text)
    if match is None:
        return None
    quoted, plain, left, top, right, bottom, first, last, upper, lower = match.groups()
    sheet = (quoted or plain or "").replace("''", "'")
    if re.search(r"[\[\]:]", sheet):
        return None
    rows = sorted((int(top or upper or 1), int(bottom or top or lower or ROWS)))
    columns = sorted((_column(left or first, 1), _column(right or left or last, COLUMNS)))
    if not 1 <= rows[0] <= rows[1] <= ROWS or columns[1] > COLUMNS:
        return None
    return Area(sheet, rows[0], columns[0], rows[1], columns[1])


def _column(letters: str | None, default: int) -> int:
    return column_index_from_string(letters.upper()) if letters else default


@lru_cache(maxsize=50_000)
def parsed(formula: str) -> Node:
    """The tree of a formula.

    Args:
        formula: As a file stores it, with or without the equals sign: English names, commas.

    Raises:
        NotComputableError: It cannot be read; or it has unions, intersections or constant arrays.

    Example:
        >>> parsed("=SUM(A1:A3)").arguments[0].shape, parsed("-2^2").function
        ((3, 1), '^')
    """
    text = formula if formula.startswith("=") else f"={formula}"
    try:
        tokens = [token for token in Tokenizer(text).items if token.type != Token.WSPACE]
        reader = _Reader(tokens)
        node = reader.expression(0)
    except (TokenizerError, IndexError, ValueError, RecursionError) as error:
        raise NotComputableError(formula) from error
    if reader.at != len(tokens):
        raise NotComputableError(formula)
    return node


class _Reader:
    """Reads tokens by the precedence of their operators."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens, self.at = tokens, 0

    def _next(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def expression(self, least: int) -> Node:
        """An operand and the operators behind it that bind at least so strongly."""
        node = self.operand()
        while (token := self._next()) is not None and token.type == Token.OP_IN:
            strength = _PRECEDENCE.get(token.value)
            if strength is None:
                raise NotComputableError(token.value)
            if strength <= least:
                break
            self.at += 1
            node = Call(token.value, (node, self.expression(strength)))
        return node

    def operand(self) -> Node:
        """A value, a reference, a call, or what stands in parentheses; with its signs."""
        token = self.tokens[self.at]
        self.at += 1
        node: Node
        if token.type == Token.OP_PRE:
            # A sign binds more strongly than a power: -2^2 is 4.
            return Call(NEGATIVE if token.value == "-" else POSITIVE, (self.operand(),))
        if token.type == Token.OPERAND:
            node = _operand(token)
        elif token.type == Token.FUNC and token.subtype == Token.OPEN:
            node = Call(_function(token.value), tuple(self._arguments()))
        elif token.type == Token.PAREN and token.subtype == Token.OPEN:
            node = self.expression(0)
            self._close()
        else:
            raise NotComputableError(token.value)
        while (after := self._next()) is not None and after.type == Token.OP_POST:
            self.at += 1
            node = Call(PERCENT, (node,))
        return node

    def _close(self) -> None:
        if self.tokens[self.at].subtype != Token.CLOSE:
            raise NotComputableError(self.tokens[self.at].value)
        self.at += 1

    def _arguments(self) -> Iterator[Node]:
        if self.tokens[self.at].subtype == Token.CLOSE:
            self.at += 1
            return
        while True:
            token = self.tokens[self.at]
            if token.type == Token.SEP or token.subtype == Token.CLOSE:
                yield Constant(None)
            else:
                yield self.expression(0)
            token = self.tokens[self.at]
            self.at += 1
            if token.subtype == Token.CLOSE:
                return
            if token.type != Token.SEP:
                raise NotComputableError(token.value)


def _function(opening: str) -> str:
    return opening[:-1].strip().upper().removeprefix("_XLFN.")


def _operand(token: Token) -> Node:
    text = token.value
    if token.subtype == Token.NUMBER:
        return Constant(float(text))
    if token.subtype == Token.TEXT:
        return Constant(text[1:-1].replace('""', '"'))
    if token.subtype == Token.LOGICAL:
        return Constant(text.upper() == "TRUE")
    if token.subtype == Token.ERROR:
        return Constant(text.upper(), is_error=True)
    return area_of(text) or Name(text)


def leaves(node: Node) -> Iterator[Area | Name]:
    """The references and names of a formula."""
    if isinstance(node, Call):
        for argument in node.arguments:
            yield from leaves(argument)
    elif not isinstance(node, Constant):
        yield node


def functions_of(node: Node) -> Iterator[str]:
    """The functions and operators of a formula."""
    if isinstance(node, Call):
        yield node.function
        for argument in node.arguments:
            yield from functions_of(argument)
