"""Set two reports side by side, this year's and last year's, figure by figure."""

import sys

import cproc
from cproc.figures import every_figure


def main(before: str, after: str) -> None:
    """Print each count that both portfolios have, and what it grew by.

    Args:
        before: Folder or file of last year's portfolio.
        after: Folder or file of this year's.
    """
    old, new = ({f.name: f for f in every_figure(cproc.load(data))} for data in (before, after))
    for name, figure in new.items():
        earlier = old[name].value if name in old else None
        if isinstance(figure.value, int) and isinstance(earlier, int):
            print(f"{name:40} {earlier:>8,} {figure.value:>8,} {figure.value - earlier:>+8,}")


if __name__ == "__main__":
    main(*(sys.argv[1:] or ("examples/eu_grant", "examples/cproc_2017")))
