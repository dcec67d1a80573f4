"""What an audit says of a signature that does not count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .findings import Finding, integrity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kube_ledger.rules.signatures import SignatureFault


def signed_wrongly(fault: SignatureFault, position: int, advice: str | None, facts: Mapping[str, Any]) -> Finding:
    """The finding of an entry that is signed, and not as it must be.

    Args:
        fault: What is wrong.
        position: Where the entry stands.
        advice: Which advice goes with it; None = the usual one.
        facts: What it may follow from.
    """
    signer = fault.signer
    if fault.code == "key-not-in-force":
        return integrity(
            "key-unknown",
            position,
            advice=advice,
            **facts,
            problem=f"{signer!r} is no person's key in force at that position",
            problem_id=f"{signer!r} bukan kunci orang yang berlaku pada nomor itu",
        )
    if fault.code == "signature-missing":
        problem, problem_id = "the author's own is missing", "tanda tangan pencatatnya tidak ada"
    else:
        problem, problem_id = f"that of {signer!r} does not fit", f"tanda tangan {signer!r} tidak cocok dengan isinya"
    return integrity("signature-invalid", position, advice=advice, **facts, problem=problem, problem_id=problem_id)
