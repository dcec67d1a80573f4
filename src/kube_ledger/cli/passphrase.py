"""A passphrase: from a file, or from whoever sits at the terminal, without an echo."""

from __future__ import annotations

import getpass
import warnings
from typing import TYPE_CHECKING

from .faults import CannotRun
from .files import one_line, small

if TYPE_CHECKING:
    from .asking import Ask


def passphrase(
    ask: Ask, key: str, file: str | None, *, is_new: bool = False, option: str = "--passphrase-file"
) -> bytes:
    """The passphrase of a key.

    Args:
        ask: The language.
        key: What the key is called when it is asked for.
        file: Where it stands, without the end of its line; None = it is asked for.
        is_new: It is asked for twice.
        option: What would have named the file.

    Raises:
        CannotRun: There is nobody to ask, what was typed is no text, or the two differ.
    """
    if file is not None:
        return one_line(small(file))
    first = _asked(ask, "passphrase/new" if is_new else "key/passphrase", key, option)
    if is_new and _asked(ask, "passphrase/again", key, option) != first:
        raise CannotRun("passphrase/differs")
    try:
        return first.encode()
    except UnicodeEncodeError:
        raise CannotRun("passphrase/not-text") from None


def _asked(ask: Ask, name: str, key: str, option: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)  # it would go on and show what is typed
        try:
            return getpass.getpass(ask.words(name, path=key))
        except (getpass.GetPassWarning, EOFError) as error:
            raise CannotRun("key/no-terminal", path=key, option=option) from error
        except UnicodeDecodeError:  # it would be chained with what was typed
            raise CannotRun("passphrase/not-text") from None
