"""The process that a template is read and filled in, and what passes to and fro."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs

SECONDS, MEMORY = 60, 1024 * 1024 * 1024
"""How long a template may take, and how many bytes of memory."""
MOST = 256 * 1024 * 1024
"""Bytes of a message."""
_KEPT = ("SYSTEMROOT",)  # without it Python does not start on Windows
_PROGRAM = Path(__file__).with_name("child.py")


class StoppedError(Exception):
    """The process was stopped, or stopped by itself: the template took too much."""


@attrs.frozen
class Worker:
    """A process that serves one template."""

    process: subprocess.Popen[bytes]

    def send(self, message: dict[str, Any]) -> None:
        """Send a message.

        Raises:
            StoppedError: The process is no longer there.
        """
        data = json.dumps(message).encode()
        stream = self.process.stdin
        assert stream is not None  # noqa: S101 - it was opened as a pipe
        try:
            stream.write(len(data).to_bytes(8, "big") + data)
            stream.flush()
        except OSError as error:
            raise StoppedError from error

    def receive(self) -> dict[str, Any]:
        """Wait for a message.

        Raises:
            StoppedError: The process ended without one, or says more than it may.
        """
        stream = self.process.stdout
        assert stream is not None  # noqa: S101 - it was opened as a pipe
        size = int.from_bytes(stream.read(8), "big")
        if not 0 < size <= MOST:
            raise StoppedError
        data = stream.read(size)
        if len(data) < size:
            raise StoppedError
        message: dict[str, Any] = json.loads(data)
        return message


@contextmanager
def worker(seconds: float = SECONDS) -> Iterator[Worker]:
    """Start a process that sees neither our modules nor our environment.

    Args:
        seconds: After which it is stopped.
    """
    with tempfile.TemporaryDirectory(prefix="cproc-") as folder:
        process = subprocess.Popen(  # noqa: S603 - our own program, by its path
            # Isolated: no folder of the user's, and no variable, says what it imports.
            [sys.executable, "-I", "-B", str(_PROGRAM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
        )
        alarm = threading.Timer(seconds, process.kill)
        alarm.start()
        try:
            with process:
                try:
                    yield Worker(process)
                finally:
                    process.kill()
        finally:
            alarm.cancel()
