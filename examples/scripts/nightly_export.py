"""Check the data and write the office's files anew; for a timer, at night.

The exit code tells the timer whether all is well. A file is replaced whole or not at all, so
that whoever opens one meanwhile sees yesterday's.
"""

import sys
from pathlib import Path

import cproc

FILES = (("xlsx", "en", "office.xlsx"), ("md", "fr", "rapport.md"), ("json", "en", "office.json"))


def main(data: str, folder: str) -> int:
    """Write every file, or none where the data have errors.

    Args:
        data: Folder or file of a portfolio.
        folder: Where the files go; it is made where it is not there.

    Returns:
        The exit code: 0, or 1 where the data have errors.
    """
    Path(folder).mkdir(parents=True, exist_ok=True)
    try:
        portfolio = cproc.load(data)
    except cproc.DataError as error:
        print(error, file=sys.stderr)
        return 1
    for to, lang, name in FILES:
        path = cproc.export(portfolio, Path(folder) / name, to, lang, force=True)
        print(f"wrote {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*(sys.argv[1:] or ("examples/cproc_2017", "out/nightly"))))
