"""Runs the command: ``python -m cproc``."""

from cproc.cli import main

main(prog_name="cproc")
