"""Write one workbook for each donor, of what it funds."""

import sys
from pathlib import Path

import cproc
from cproc.packs import export_pack


def main(data: str, folder: str) -> None:
    """Write the pack and print what is in it.

    Args:
        data: Folder or file of a portfolio.
        folder: Where the files go; it is made where it is not there.
    """
    Path(folder).mkdir(parents=True, exist_ok=True)
    portfolio = cproc.load(data)
    for path in export_pack(portfolio, folder, "csv", per="donor", force=True):
        print(f"{path.name:40} {path.stat().st_size:>8,} bytes")


if __name__ == "__main__":
    main(*(sys.argv[1:] or ("examples/cproc_2017", "out/pack")))
