"""From arguments to an exit code: every foreseeable fault becomes one sentence, never a traceback."""

from __future__ import annotations

import io
import os
import sys
import warnings
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from kube_ledger import __version__
from kube_ledger.errors import HeadsWarning, KubeLedgerError, MissingExtra, Refused, SensitiveInClear
from kube_ledger.wording.interface import Words

from .faults import CannotRun, complain, sentence_of, trouble

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kube_ledger.wording import Lang

NAME: Final = "kube-ledger"

DONE: Final = 0
REFUSED: Final = 1
CANNOT_RUN: Final = 2
INTERRUPTED: Final = 130
NO_READER: Final = 141
"""As a shell says it of a program that SIGPIPE ended."""


def run(arguments: Sequence[str]) -> int:
    """Do what the arguments ask and give the exit code."""
    words = Words(spoken(arguments))
    _prepare_streams()
    try:
        with _warnings_in_words(words):
            code = _answer(arguments, words)
        sys.stdout.flush()
    except BrokenPipeError:
        _let_go_of_stdout()
        return NO_READER
    except KeyboardInterrupt:
        complain(words("stopped"))
        return INTERRUPTED
    except Refused as error:
        complain(sentence_of(error, words))
        return REFUSED
    except (KubeLedgerError, CannotRun) as error:
        complain(sentence_of(error, words))
    except OSError as error:
        _let_go_of_stdout()
        complain(sentence_of(trouble(error, None), words))
    else:
        return code
    return CANNOT_RUN


def spoken(arguments: Sequence[str]) -> Lang:
    """The language that the arguments ask for, wherever they do: even faults in the rest are said in it."""
    lang: Lang = "id"
    for word, following in zip_longest(arguments, arguments[1:]):
        if word == "--":
            break
        asked = following if word == "--lang" else word.removeprefix("--lang=") if word.startswith("--lang=") else None
        if asked == "id":
            lang = "id"
        elif asked == "en":
            lang = "en"
    return lang


def _answer(arguments: Sequence[str], words: Words) -> int:
    if list(arguments) == ["--version"]:  # nothing else needs to be loaded for this
        sys.stdout.write(f"{NAME} {__version__}\n")
        return DONE
    if find_spec("click") is None or find_spec("rich") is None:
        raise MissingExtra("cli")
    from .app import invoke  # noqa: PLC0415  # click only where it is there and needed

    return invoke(arguments, words)


def _prepare_streams() -> None:
    """Let no character that the terminal lacks, and no stream that was closed, stop the work."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115  # for all that follows
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _let_go_of_stdout() -> None:
    """Send what is still to be flushed nowhere, else Python complains about it when it ends."""
    with suppress(OSError, ValueError, io.UnsupportedOperation):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


@contextmanager
def _warnings_in_words(words: Words) -> Iterator[None]:
    """Our own warning is a sentence for the person at the screen, not a line of code."""
    with warnings.catch_warnings():
        usual = warnings.showwarning

        def show(message: Warning | str, category: type[Warning], *rest: Any, **more: Any) -> None:
            if issubclass(category, SensitiveInClear):
                complain(words("sensitive-in-clear"))
            elif isinstance(message, HeadsWarning):
                complain(sentence_of(message.error, words))
            else:
                usual(message, category, *rest, **more)

        for ours in (SensitiveInClear, HeadsWarning):
            warnings.simplefilter("always", ours)
        warnings.showwarning = show
        yield
