"""How far long work is: shown on stderr, on a terminal, once it has lasted over a second; silent otherwise."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any, Final, Self

from kube_ledger.wording import number

if TYPE_CHECKING:
    from kube_ledger.wording.interface import Words

PATIENCE_SECONDS: Final = 1.0


class Progress:
    """A context manager that is called with how much is done, and of how much if that is known.

    Args:
        words: The language.
        name: What is being done, as `wording.interface` names it.
    """

    def __init__(self, words: Words, name: str) -> None:
        self._text = words(name)
        self._wanted = sys.stderr.isatty()
        self._started = time.monotonic()
        self._shown: Any = None
        self._task: Any = None

    def __enter__(self) -> Self:
        return self

    def __call__(self, done: int, total: int | None = None) -> None:
        """Say how far it is; shown only where somebody waits."""
        if not self._wanted:
            return
        if self._shown is None:
            if time.monotonic() - self._started < PATIENCE_SECONDS:
                return
            self._shown = self._begun()
        self._shown.update(self._task, completed=done, total=total, shown=number(done))

    def _begun(self) -> Any:
        from rich import progress  # noqa: PLC0415  # only where somebody waits
        from rich.console import Console  # noqa: PLC0415

        columns = (
            progress.SpinnerColumn("line"),
            progress.TextColumn("{task.description}", markup=False),
            progress.BarColumn(bar_width=30),
            progress.TextColumn("{task.fields[shown]}", markup=False),
        )
        console = Console(file=sys.stderr, highlight=False)
        shown = progress.Progress(*columns, console=console, transient=True)
        self._task = shown.add_task(self._text, total=None, shown="")
        shown.start()
        return shown

    def rest(self) -> None:
        """Off the screen, for something is about to be said there; what goes on over a second is shown again."""
        if self._shown is not None:
            self._shown.stop()
            self._shown = None
        self._started = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self.rest()
