"""Write the sample ledgers of `src/kube_ledger/samples` (JSON Lines, the format at the end of the event catalogue).

The sample group is KUBE Melati 3. What the field study says of it is kept; every other figure is an assumption and is
labelled so, in `samples/figures.py` beside this file and in `README.md` beside the samples. The same script always
writes the same bytes: it reads no clock and draws nothing at random. Each line is judged as it is written by the model
in `tests/model`, so that a story which a ledger would refuse stops here with the line that is wrong.

    python tools/make_samples.py            writes the samples
    python tools/make_samples.py --check    writes nothing; exit code 1 if a sample is not what this script makes
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from samples import year_2019, year_2020

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samples.book import Book

SAMPLES: Final = Path(__file__).resolve().parent.parent / "src" / "kube_ledger" / "samples"


def tell() -> dict[str, Book]:
    """Return the books by the name of their file; each year opens with what the year before left."""
    first = year_2019.tell()
    return {"melati-3-2019.jsonl": first, "melati-3-2020.jsonl": year_2020.tell(first)}


def summary(name: str, book: Book) -> str:
    """Return what a person checks by eye: lines, events by type, what the accounts hold at the end."""
    types = Counter(one.type for one in book.facts)
    counts = (f"  {kind}: {number}" for kind, number in sorted(types.items()))
    held = (f"  {fund} {account} {party or ''}: {amount:,}" for account, fund, party, amount in book.model.balances())
    return "\n".join((f"{name}: {len(book.lines)} lines, {len(book.keys)} calls", *counts, *held, ""))


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the samples; return the exit code."""
    parser = argparse.ArgumentParser(description="Write the sample ledgers.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail if a sample differs")
    check = parser.parse_args(arguments).check
    stale = False
    for name, book in tell().items():
        content = "".join(f"{line}\n" for line in book.lines).encode()
        path = SAMPLES / name
        if not check:
            path.write_bytes(content)
            sys.stdout.write(summary(name, book))
        elif not path.exists() or path.read_bytes() != content:
            stale = True
            sys.stdout.write(f"{path} is not what this script makes: run it without --check\n")
    return int(stale)


if __name__ == "__main__":
    sys.exit(main())
