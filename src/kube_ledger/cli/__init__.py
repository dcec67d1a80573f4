"""The command `kube-ledger`. Needs the extra `cli`; without it, it says so."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from .running import run

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: What follows the command's name; None = those of this process.

    Returns:
        The exit code: 0 done and the records intact, 1 refused or integrity findings, 2 it could not run, 130
        interrupted, 141 the reader of its output went away.
    """
    return run(sys.argv[1:] if arguments is None else list(arguments))
