"""What leaves a sealed ledger and comes back, bundles, backups, receipts: the same records, and keys never along."""

from __future__ import annotations

import io
import os
import shutil
import warnings
from typing import TYPE_CHECKING, Any

import pytest

from kube_ledger import Ledger, SensitiveInClear, projections
from kube_ledger.audit.bundle_lines import RecordLine, read_bundle
from kube_ledger.codec import decode
from kube_ledger.events import Locked
from kube_ledger.exchange import bundle_lines, restore_bundle
from kube_ledger.sealing import KeyFile
from planted import planted_in
from sealed_books import LEFT, SECRET, aid, beginning
from support import GROUP

if TYPE_CHECKING:
    from kube_ledger import Group
    from sealed_books import Told

SECRETS = (SECRET, LEFT)


def bundled(group: Group) -> bytes:
    return "".join(bundle_lines(group._reader.log, group.group_id, group.domain)).encode()


def records_in(data: bytes) -> list[bytes]:
    """The records of a bundle."""
    lines = [line for line in read_bundle(io.BytesIO(data)) if isinstance(line, RecordLine)]
    return [line.record for line in lines]


def told_in_clear(told: Told) -> bytes:
    with warnings.catch_warnings(), Ledger.in_memory(clock=told.ledger._clock) as ledger:
        warnings.simplefilter("ignore", SensitiveInClear)
        group = ledger.group(GROUP)
        group.record(*beginning(), recorded_by="secretary")
        group.record(aid(), recorded_by="treasurer")
        return bundled(group)


@pytest.mark.parametrize("with_keys", [True, False])
def test_a_bundle_of_sealed_records_is_restored_as_it_is(told: Told, with_keys: bool) -> None:  # noqa: FBT001
    data = bundled(told.group)
    assert not any(planted_in(line, SECRETS) for line in (data, *records_in(data)))
    given: dict[str, Any] = {"seal": told.keys} if with_keys else {}
    with warnings.catch_warnings(), Ledger.in_memory(clock=told.ledger._clock, **given) as ledger:
        warnings.simplefilter("error", SensitiveInClear)
        group = ledger.group(GROUP)
        done = restore_bundle(group, io.BytesIO(data))
        assert (done.fault, done.recorded) == (None, 6)
        assert (group.size, group.root) == (told.group.size, told.group.root)
        assert next(group.entries(4)).event.detail == (SECRET if with_keys else Locked())
        assert group.digest(projections.balances) == told.group.digest(projections.balances)
        assert group.verify() == []


def test_what_a_bundle_holds_in_clear_is_warned_of_with_keys_too(told: Told) -> None:
    data = told_in_clear(told)
    assert any(planted_in(record, SECRETS) for record in records_in(data))  # so that the search itself can find
    with Ledger.in_memory(clock=told.ledger._clock, seal=told.keys) as ledger:
        with pytest.warns(SensitiveInClear) as warned:
            restore_bundle(ledger.group(GROUP), io.BytesIO(data))
        assert len(warned) == 1
        found = ledger.group(GROUP).verify(strict=True)
        assert [one.position for one in found if one.code == "sensitive-in-clear"] == [4, 4]


def test_a_backup_takes_no_keys_along_and_opens_with_a_copy_of_them(told: Told, tmp_path: Any) -> None:
    copy = tmp_path / "away" / "x.kube"
    copy.parent.mkdir()
    told.ledger.backup(copy)
    assert not any("keys" in file.name for file in copy.parent.iterdir())
    with Ledger.open(copy) as ledger:
        assert next(ledger.group(GROUP).entries(4)).event.detail == Locked()
    shutil.copy(f"{told.path}-keys", f"{copy}-keys")
    with (
        KeyFile.open(copy, "rahasia", random=os.urandom) as keys,
        Ledger.open(copy, seal=keys) as ledger,
    ):
        assert next(ledger.group(GROUP).entries(4)).event.detail == SECRET


def test_a_receipt_holds_the_sealed_form(told: Told) -> None:
    receipt = told.group.receipt(4)
    assert planted_in(receipt.record, SECRETS) == []
    assert decode(receipt.record).event.detail == Locked()
