"""Runs the command: ``python -m cproc.cli``."""

from cproc.cli import main

main()
