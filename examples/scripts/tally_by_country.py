"""Print where the office worked, the ten countries with the most activities first."""

import sys

import cproc


def main(data: str) -> None:
    """Tally the entries by country and print the first ten rows.

    Args:
        data: Folder or file of a portfolio.
    """
    portfolio = cproc.load(data)
    made = cproc.tally(portfolio, by="country")
    by_size = sorted(made.rows, key=lambda row: (-int(row.value or 0), str(row.key[0])))
    for row in by_size[:10]:
        print(f"{row.key[0] or 'no country':12} {row.value:>4}  {', '.join(row.records[:3])} …")
    print(f"{made.total} entries in all; rows overlap by {made.overlap}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "examples/cproc_2017")
