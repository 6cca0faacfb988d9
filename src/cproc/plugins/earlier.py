"""What plugins made for older versions of the hooks offer, as an offer of today."""

from __future__ import annotations

from inspect import signature
from pathlib import Path
from typing import Any

from cproc.hookspecs import Loader
from cproc.model import Portfolio


class LoaderWithoutOptions(Loader):
    """A loader made for version 1 or 2, whose functions take no options."""

    def __init__(self, loader: Any) -> None:
        """Keep the loader, its name and its line."""
        self.loader = loader
        self.name, self.description = loader.name, loader.description
        self.suffixes = tuple(getattr(loader, "suffixes", ()))
        self.replaces = getattr(loader, "replaces", "")

    def accepts(self, path: Path) -> bool:
        """Whether the loader accepts it."""
        return bool(self.loader.accepts(path))

    def load(self, path: Path, options: object) -> Portfolio:
        """Read the portfolio by it."""
        portfolio: Portfolio = self.loader.load(path)
        return portfolio

    def locate(self, path: Path, where: str, options: object) -> tuple[str, str]:
        """Locate by it."""
        place: tuple[str, str] = self.loader.locate(path, where)
        return place


def adapted_loader(offer: Any) -> Any:
    """A loader as it is, or one made for an older version that takes options and passes them over.

    Args:
        offer: What a plugin offers; what is no loader is refused later.
    """
    needed = ("name", "description", "accepts", "load", "locate")
    if isinstance(offer, type) or not all(hasattr(offer, name) for name in needed):
        return offer
    takes_options = len(signature(offer.load).parameters) > 1
    return offer if takes_options else LoaderWithoutOptions(offer)
