"""The projects that a cell names, by the office's own names for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import attrs

from cproc.loaders.inventory.words import folded
from cproc.model import Project

_PIECE = re.compile(r"[^\s,;/&]+|[,;/&]")
_JOINING = frozenset([",", ";", "/", "&", "et", "and", "+", "|"])
_ROMAN = dict(zip("i ii iii iv v vi vii viii ix x".split(), map(str, range(1, 11)), strict=True))
_LONGEST_CELL = 400  # characters; what is longer is no cell of projects
_SHORTEST_GUESS = 5  # letters of a name that one wrong letter leaves recognisable


@attrs.frozen
class CellProjects:
    """What a cell names.

    Args:
        codes: Codes of the projects, in order, once each.
        unknown: Its words that name none.
        guesses: Words that differ from a name in one letter, each with the code it was taken for.
    """

    codes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    guesses: tuple[tuple[str, str], ...] = ()

    @property
    def whole(self) -> bool:
        """Whether all of it is names of projects."""
        return bool(self.codes) and not self.unknown


def _words(text: str) -> tuple[str, ...]:
    words = [word.strip(".:()[]\"'«»") for word in _PIECE.findall(folded(text))]
    return tuple(
        _ROMAN.get(word, word) if index else word for index, word in enumerate(words) if word
    )


@attrs.frozen
class ProjectNames:
    """The names that the projects of an office go by.

    Args:
        codes: The code of the project by the words of each of its names.
        squeezed: The same by the names without blanks and signs.
        by_length: Those names by the number of their letters.
    """

    codes: Mapping[tuple[str, ...], str]
    squeezed: Mapping[str, str]
    by_length: Mapping[int, tuple[str, ...]]

    @classmethod
    def of(cls, projects: Iterable[Project], aliases: Mapping[str, str]) -> ProjectNames:
        """The codes, names and titles of projects, and further names of them.

        Args:
            projects: Those of the office.
            aliases: Code by name; these come before all others.
        """
        names = dict(aliases)
        for project in projects:
            titles = (text for _language, text in project.title.entries)
            for name in (project.code, project.name, *titles):
                names.setdefault(name, project.code)
        codes: dict[tuple[str, ...], str] = {}
        squeezed: dict[str, str] = {}
        for name, code in names.items():
            if words := _words(name):
                codes.setdefault(words, code)
                squeezed.setdefault("".join(words), code)
        by_length: dict[int, tuple[str, ...]] = {}
        for name in squeezed:
            by_length[len(name)] = (*by_length.get(len(name), ()), name)
        return cls(codes, squeezed, by_length)

    def read(self, cell: str) -> CellProjects:
        """The projects a cell names, in any case and with any sign between them.

        Args:
            cell: Its text.
        """
        if len(cell) > _LONGEST_CELL:
            return CellProjects(unknown=(cell,))
        words = _words(cell)
        codes: list[str] = []
        unknown: list[str] = []
        guesses: list[tuple[str, str]] = []
        longest = max(map(len, self.codes), default=0)
        index = 0
        while index < len(words):
            for length in range(min(longest, len(words) - index), 0, -1):
                part = words[index : index + length]
                code = self.codes.get(part) or self.squeezed.get("".join(part))
                if code is not None:
                    codes.append(code)
                    index += length
                    break
            else:
                if words[index] not in _JOINING:
                    self._keep_unknown(words[index], codes, unknown, guesses)
                index += 1
        return CellProjects(tuple(dict.fromkeys(codes)), tuple(unknown), tuple(guesses))

    def _keep_unknown(
        self, word: str, codes: list[str], unknown: list[str], guesses: list[tuple[str, str]]
    ) -> None:
        guess = self._guess(word)
        if guess is None:
            unknown.append(word)
        else:
            codes.append(guess)
            guesses.append((word, guess))

    def _guess(self, word: str) -> str | None:
        if len(word) < _SHORTEST_GUESS:
            return None
        akin = (name for more in (-1, 0, 1) for name in self.by_length.get(len(word) + more, ()))
        near = {self.squeezed[name] for name in akin if _one_letter_off(word, name)}
        return near.pop() if len(near) == 1 else None

    def completed(self, read: CellProjects, fragment: str) -> CellProjects | None:
        """A cell with what a tab has torn off it; nothing where that makes no name whole.

        Args:
            read: What the cell names without it.
            fragment: The text of the next cell.
        """
        extra = tuple(word for word in _words(f"x {fragment}")[1:] if word not in _JOINING)
        if not read.unknown or not extra or len(extra) > 3:
            return None
        whole = self.codes.get((*read.unknown, *extra))
        if whole is None:
            return None
        return CellProjects(tuple(dict.fromkeys((*read.codes, whole))), (), read.guesses)

    def begins(self, text: str) -> bool:
        """Whether a cell is the beginning of a name that the next line may end.

        Args:
            text: The cell.
        """
        words = _words(text) if len(text) <= _LONGEST_CELL else ()
        return bool(words) and any(
            len(words) < len(name) and name[: len(words)] == words for name in self.codes
        )

    def leading(self, text: str) -> tuple[str, str] | None:
        """A text that begins with a project and a colon or dash, cut behind it.

        Args:
            text: A line without a tab.
        """
        match = re.match(r"(.{1,80}?)(?::| [-–—] )(.+)", text)
        if match is None or not self.read(match[1]).whole:
            return None
        return match[1], match[2]


def _one_letter_off(word: str, name: str) -> bool:
    """Whether one letter is missing, too many, or another one."""
    same = next((i for i, (a, b) in enumerate(zip(word, name, strict=False)) if a != b), None)
    if same is None:
        return True
    shorter, longer = sorted((word[same:], name[same:]), key=len)
    return shorter[1:] == longer[1:] or shorter == longer[1:]
