"""Runs the command under its older module name: ``python -m cproc.cli``."""

from cproc.cli import main

main(prog_name="cproc")
