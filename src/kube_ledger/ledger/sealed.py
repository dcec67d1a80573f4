"""An entry as it is to be stored: where there are keys, with nothing sensitive in clear."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.codec import open_fields, sealed_entry, unfit_seals
from kube_ledger.errors import Fault, InvalidEvent

if TYPE_CHECKING:
    from collections.abc import Container

    from kube_ledger.codec import Recorded, Sealer

_SIGNED_IN_CLEAR: Final = (
    "was signed in clear, and this ledger seals it: draft it anew with its keys",
    "ditandatangani tanpa segel, padahal buku ini menyegelnya: buat konsepnya lagi dengan kunci penyegel",
)


def as_stored(
    entry: Recorded, sealer: Sealer | None, erased: Container[str], command: bytes | None = None, *, dry: bool = False
) -> Recorded:
    """Seal an entry, or look at how it was sealed where it was signed.

    Args:
        entry: The entry to be.
        sealer: Has the keys; None = there are none, and it is stored as it is.
        erased: For whom nothing is sealed any more.
        command: What was signed of it, where it was: that is sealed already, or can't be any more.
        dry: It is not to be recorded: no key is made for it.

    Raises:
        InvalidEvent: Something sensitive can't be sealed, or was signed in clear, or does not open here.
    """
    if sealer is None:
        return entry
    if command is None:
        return sealed_entry(entry, sealer, dry=dry, erased=erased)
    faults = [Fault(name, *_SIGNED_IN_CLEAR) for name in open_fields(entry)] + [*unfit_seals(entry, sealer)]
    if faults:
        raise InvalidEvent("draft", faults)
    return entry
