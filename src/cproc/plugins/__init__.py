"""Plugins: found, tried, registered one by one; `load` and `export` for everybody."""

from cproc.plugins.changed import changes_section
from cproc.plugins.collect import in_use, installed
from cproc.plugins.exporting import export, exporter, languages_of, name_by_suffix, render, rendered
from cproc.plugins.hooks import Plugins
from cproc.plugins.left_out import warn_left_out
from cproc.plugins.loading import check_path, load
from cproc.plugins.parts import place_errors, read_beside
from cproc.plugins.shown import shown_to
from cproc.plugins.soundness import missing_rates, refuse_errors
from cproc.plugins.sources import Source, loader, located, locator, source_of
from cproc.plugins.translations import untranslated, warn_untranslated
from cproc.plugins.verification import Verification, verify
from cproc.plugins.writing import convert, write_as, write_like

__all__ = [
    "Plugins",
    "Source",
    "Verification",
    "changes_section",
    "check_path",
    "convert",
    "export",
    "exporter",
    "in_use",
    "installed",
    "languages_of",
    "load",
    "loader",
    "located",
    "locator",
    "missing_rates",
    "name_by_suffix",
    "place_errors",
    "read_beside",
    "refuse_errors",
    "render",
    "rendered",
    "shown_to",
    "source_of",
    "untranslated",
    "verify",
    "warn_left_out",
    "warn_untranslated",
    "write_as",
    "write_like",
]
