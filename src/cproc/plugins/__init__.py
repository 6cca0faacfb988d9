"""Plugins: found, tried, registered one by one; `load` and `export` for everybody."""

from cproc.plugins.collect import in_use, installed
from cproc.plugins.files import (
    check_path,
    export,
    exporter,
    languages_of,
    load,
    located,
    locator,
    missing_rates,
    render,
    rendered,
)
from cproc.plugins.hooks import Plugins
from cproc.plugins.translations import untranslated, warn_untranslated

__all__ = [
    "Plugins",
    "check_path",
    "export",
    "exporter",
    "in_use",
    "installed",
    "languages_of",
    "load",
    "located",
    "locator",
    "missing_rates",
    "render",
    "rendered",
    "untranslated",
    "warn_untranslated",
]
