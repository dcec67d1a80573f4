"""Whether what is sealed opens where it stands: with keys alone can that be said, and no figure depends on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kube_ledger.codec import decode
from kube_ledger.errors import SealBroken

from .findings import integrity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kube_ledger.codec import Opener
    from kube_ledger.domain import Domain
    from kube_ledger.log import Row

    from .findings import Finding


def broken_seals(row: Row, domain: Domain, opener: Opener) -> Iterator[Finding]:
    """The first sealed field of a record that does not open though its key is here.

    Args:
        row: A record that can be read.
        domain: What knows its type.
        opener: Has the keys.
    """
    try:
        decode(row.record, position=row.position, books=domain, opener=opener)
    except SealBroken as broken:
        said = {"sentence": broken.sentence, "sentence_en": str(broken)}
        yield integrity("rule-broken", row.position, refusal=broken.code, field=broken.field, **said)
