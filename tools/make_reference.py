"""Write the pages of `docs/reference` from the program itself: events, books, findings.

python tools/make_reference.py            writes the pages
python tools/make_reference.py --check    writes nothing; exit code 1 if a page is not what this script makes
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reference import books, events, findings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FOLDER: Final = Path(__file__).resolve().parent.parent / "docs" / "reference"

PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "events.md": events.page,
    "books.md": books.page,
    "findings.md": findings.page,
}


def main() -> int:
    """Write the pages, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; compare")
    check = parser.parse_args().check
    stale = False
    for name, make in PAGES.items():
        path, made = FOLDER / name, make()
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(made, "utf-8", newline="\n")
            print(f"wrote {name}")
        elif not path.exists() or path.read_text("utf-8") != made:
            stale = True
            print(f"{name} is not what the program says: run tools/make_reference.py")
    if check and not stale:
        print("up to date")
    return int(stale)


if __name__ == "__main__":
    sys.exit(main())
