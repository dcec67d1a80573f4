"""Opening a ledger file that has heads beside it, next to opening the same file without them: 1, 10, 1,000 groups.

What is added: the file is read whole, and the heads of all groups are looked up in one pass.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from shutil import copyfile

from history import forming
from measure import Ratio, ratio, table

from kube_ledger import Ledger
from kube_ledger.ledger.kept_heads import KeptHead, render

GROUPS = (1, 10, 1_000)
TIMES = 20


def measured(groups: int, folder: Path) -> Ratio:
    """The ratio for a ledger of so many groups, each with a head that is kept."""
    with_heads, without = folder / f"with-{groups}.kube", folder / f"without-{groups}.kube"
    with Ledger.create(without) as ledger:
        kept = {}
        for number in range(groups):
            group = ledger.group(f"kube-{number}")
            group.record(*forming(), recorded_by="secretary")
            kept[group.group_id] = (KeptHead.of(group.checkpoint().text),)
            without.with_name(f"{without.name}-head").unlink()  # else each is written with all before it
    copyfile(without, with_heads)
    with_heads.with_name(f"{with_heads.name}-head").write_bytes(render(kept))
    return ratio(f"open, {groups:,} groups", lambda: opened(with_heads), lambda: opened(without))


def opened(path: Path) -> None:
    """Open and close a ledger many times."""
    for _ in range(TIMES):
        with Ledger.open(path, read_only=True) as ledger:
            assert ledger.doubt is None


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        table([measured(groups, Path(folder)) for groups in GROUPS], "with heads, beside without")
