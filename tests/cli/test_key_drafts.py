"""What two officers must sign goes from one to the other as a file: drafted, shown, signed twice, recorded once."""

from __future__ import annotations

import os
import shutil
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from command_line import GROUP
from founding import formed
from kube_ledger import Ledger, events
from kube_ledger.cli.keys.drafts import read_draft
from kube_ledger.domain import KUBE
from kube_ledger.proofs import COSIGNATURE_KEY, NO_PASSPHRASE, generate_key, load_key, open_checkpoint, parse_vkey
from kube_ledger.sealing import KeyFile

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Done, Kube

DAY = date(2019, 7, 7)
OFFICES = {"m01": "chair", "m02": "secretary", "m03": "treasurer"}


def keep(folder: Path, name: str, **more: Any) -> str:
    """A key in a file without a passphrase, its public half beside it; the vkey."""
    key = generate_key(name, lambda size: name.encode().ljust(size, b".")[:size], **more)
    (folder / f"{name}.pem").write_text(key.to_pem(NO_PASSPHRASE))
    (folder / f"{name}.pem.vkey").write_text(f"{key.vkey}\n")
    return key.vkey


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A group that signs, and the keys of its officers; `baru` is of nobody yet, `buku` the log's."""
    folder = tmp_path_factory.mktemp("signing")
    with Ledger.create(folder / "buku.kube") as ledger:
        group = ledger.group(GROUP)
        group.record(
            formed(DAY),
            *(events.MemberJoined(occurred_on=DAY, member_id=m, cadre=False, own_business=True) for m in OFFICES),
            *(events.RoleAssigned(occurred_on=DAY, person_id=m, role=role) for m, role in OFFICES.items()),  # type: ignore[arg-type]
            *(events.KeyEnrolled(occurred_on=DAY, person_id=m, vkey=keep(folder, m), use="person") for m in OFFICES),
            events.IksContributed(occurred_on=DAY, member_id="m01", amount=1_000),
            recorded_by="secretary",
        )
        log = parse_vkey(keep(folder, "log"))
        origin = group.checkpoint().origin
        group.record(
            events.KeyEnrolled(occurred_on=DAY, vkey=type(log)(origin, log.type, log.public).text, use="log"),
            events.MeetingHeld(occurred_on=DAY, meeting_id="w27", attendees=list(OFFICES), agenda=["tanda tangan"]),
            events.DecisionMade(
                occurred_on=DAY, decision_id="d1", meeting_id="w27", topic="tanda tangan", method="consensus",
                text="Pengurus menandatangani", participants=list(OFFICES), effective_from=DAY,
                rules=events.DecisionRules(signing="signed"),
            ),
            recorded_by="secretary",
        )  # fmt: skip
    for name in ("baru", "log2"):
        keep(folder, name)
    keep(folder, "saksi", type=COSIGNATURE_KEY)
    return folder


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    return shutil.copytree(written, tmp_path / "stick")


def size(folder: Path) -> int:
    with Ledger.open(folder / "buku.kube", read_only=True) as ledger:
        assert ledger.group(GROUP).verify() == []
        return ledger.group(GROUP).size


def key_id(folder: Path, name: str) -> str:
    return parse_vkey((folder / f"{name}.pem.vkey").read_text().strip()).key_id.hex()


def enrol(kube: Kube, folder: Path, *more: object, author: str = "m02") -> Done:
    key, by = folder / "baru.pem.vkey", folder / f"{author}.pem.vkey"
    whole = ("--use", "person", "--person", "m03", "--occurred-on", DAY, "--draft", folder / "konsep", "--author", by)
    return kube("keys", "enrol", folder / "buku.kube", key, "--group", GROUP, *whole, *more)


def sign(kube: Kube, folder: Path, name: str, *more: object) -> Done:
    return kube("keys", "sign", folder / "konsep", folder / f"{name}.pem", *more)


def record(kube: Kube, folder: Path, *more: object) -> Done:
    return kube("keys", "record", folder / "buku.kube", folder / "konsep", *more)


def test_a_key_is_enrolled_by_two_who_never_meet_the_ledger_together(kube: Kube, folder: Path) -> None:
    before = size(folder)
    done = enrol(kube, folder)
    assert (done.code, done.err) == (0, "")
    assert f"pemegang kunci {key_id(folder, 'm02')}" in done.out
    assert size(folder) == before, "a draft writes nothing"
    (folder / "buku.kube").rename(folder / "jauh")  # signing needs no ledger
    shown = sign(kube, folder, "m02")
    assert (shown.code, shown.err) == (0, "")
    for said in ("kunci didaftarkan", "m03", key_id(folder, "baru"), "sekretaris (secretary)", "belum ada"):
        assert said in shown.out
    assert "Ditandatangani sebagai pencatat" in shown.out
    assert max(map(len, shown.out.splitlines()[:-1])) <= 80
    approved = sign(kube, folder, "m01", "--lang", "en")
    assert f"Approved by the key {key_id(folder, 'm01')}" in approved.out
    assert key_id(folder, "m02") in approved.out
    (folder / "jauh").rename(folder / "buku.kube")
    assert "Konsep dicatat di kelompok melati-3: 1 catatan" in record(kube, folder).out
    assert size(folder) == before + 1
    again = record(kube, folder)
    assert (again.code, "sudah tercatat" in again.out) == (0, True)
    assert size(folder) == before + 1
    told = kube("keys", "list", folder / "buku.kube", "--group", GROUP, "--json").json["keys"]
    assert (told[-1]["key_id"], told[-1]["person_id"], told[-1]["use"]) == (key_id(folder, "baru"), "m03", "person")


def test_machines_are_told_the_same(kube: Kube, folder: Path) -> None:
    at = size(folder)
    told = {
        "group": GROUP,
        "events": [{"type": "key-enrolled", "occurred_on": "2019-07-07"}],
        "author": key_id(folder, "m02"),
        "signed_by": [],
        "file": str(folder / "konsep"),
    }
    assert enrol(kube, folder, "--json").json == told
    assert sign(kube, folder, "m01", "--json").json == {**told, "signed_by": [key_id(folder, "m01")]}
    both = [key_id(folder, "m01"), key_id(folder, "m02")]
    assert sign(kube, folder, "m02", "--json").json == {**told, "signed_by": both}
    assert record(kube, folder, "--json").json == {"group": GROUP, "positions": [at], "repeated": False}


def test_a_key_is_revoked_the_same_way(kube: Kube, folder: Path) -> None:
    lost, by = key_id(folder, "m03"), folder / "m01.pem.vkey"
    where = (folder / "buku.kube", lost, "--group", GROUP, "--reason", "lost", "--occurred-on", DAY, "--by", "chair")
    assert kube("kunci", "cabut", *where, "--draft", folder / "konsep", "--author", by).code == 0
    for name in ("m01", "m02"):
        assert lost in kube("kunci", "tandatangani", folder / "konsep", folder / f"{name}.pem").out
    assert kube("kunci", "catat", folder / "buku.kube", folder / "konsep").code == 0
    told = kube("keys", "list", folder / "buku.kube", "--group", GROUP, "--json").json["keys"]
    assert [one["reason"] for one in told if one["key_id"] == lost] == ["lost"]


def test_the_logs_key_is_replaced_the_same_way_and_its_head_signed_afterwards(kube: Kube, folder: Path) -> None:
    keys = ("--old", folder / "log.pem", "--new", folder / "log2.pem")
    rotate = ("keys", "rotate", folder / "buku.kube", "--group", GROUP, "--occurred-on", DAY, *keys)
    alone = kube(*rotate)
    assert alone.code == 1, "a group that signs takes it of nobody alone"
    assert kube(*rotate, "--draft", folder / "konsep", "--author", folder / "m02.pem.vkey").code == 0
    for name in ("m02", "m01"):
        assert sign(kube, folder, name).code == 0
    assert record(kube, folder).code == 0
    done = kube(*rotate)
    assert done.code == 0
    assert "sudah tercatat" in done.err
    origin = done.out.partition("\n")[0]
    for name in ("log", "log2"):
        key = load_key((folder / f"{name}.pem").read_bytes(), NO_PASSPHRASE, _vkey(folder, name)).under(origin).key
        assert open_checkpoint(done.out, key).checkpoint.origin == origin


def _vkey(folder: Path, name: str) -> str:
    return (folder / f"{name}.pem.vkey").read_text().strip()


def test_with_one_signature_less_nothing_is_recorded(kube: Kube, folder: Path) -> None:
    before = size(folder)
    assert enrol(kube, folder).code == 0
    assert (record(kube, folder).code, size(folder)) == (1, before)
    assert sign(kube, folder, "m01").code == 0
    assert (record(kube, folder).code, size(folder)) == (1, before)  # the other approved, the author has not signed
    assert enrol(kube, folder, author="m01").code == 2  # the draft that is there stays
    (folder / "konsep").unlink()
    assert enrol(kube, folder).code == 0
    assert sign(kube, folder, "m02").code == 0
    alone = record(kube, folder)
    assert (alone.code, alone.out, size(folder)) == (1, "", before)
    assert "perlu persetujuan pengurus kedua" in alone.err
    assert sign(kube, folder, "baru").code == 0  # a key of nobody
    assert (record(kube, folder).code, size(folder)) == (1, before)


def test_to_sign_twice_is_to_sign_once(kube: Kube, folder: Path) -> None:
    assert enrol(kube, folder).code == 0
    assert sign(kube, folder, "m02").code == 0
    held = (folder / "konsep").read_bytes()
    again = sign(kube, folder, "m02")
    assert (again.code, "tidak ada yang berubah" in again.out) == (0, True)
    assert (folder / "konsep").read_bytes() == held


def test_a_draft_that_was_changed_on_its_way_is_not_recorded(kube: Kube, folder: Path) -> None:
    before = size(folder)
    assert enrol(kube, folder).code == 0
    for name in ("m02", "m01"):
        assert sign(kube, folder, name).code == 0
    held = (folder / "konsep").read_bytes()
    other = enrol(kube, folder, "--draft", folder / "lain", "--person", "m01")
    assert other.code == 0
    signatures = held.partition(b"kube-ledger/signature/1\n")[2]
    exchanged = (folder / "lain").read_bytes() + b"kube-ledger/signature/1\n" + signatures
    for changed in (exchanged, held[:-2], held.replace(b"draft/1", b"draft/2"), held + b"x\n", b"", b"\x00" * 20):
        (folder / "konsep").write_bytes(changed)
        done = record(kube, folder)
        assert (done.code, done.out, size(folder)) == (1 if changed == exchanged else 2, "", before)
        assert "Traceback" not in done.err
        if changed != exchanged:
            assert sign(kube, folder, "m01").code == 2
            assert (folder / "konsep").read_bytes() == changed
    (folder / "konsep").write_bytes(held)
    assert read_draft(str(folder / "konsep"), KUBE).to_bytes() == held
    assert record(kube, folder).code == 0


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--author", "m02.pem.vkey"), "--draft"),
        (("--draft", "konsep"), "--author"),
        (("--draft", "konsep", "--author", "baru.pem.vkey"), "bukan kunci orang yang berlaku"),
        (("--draft", "konsep", "--author", "log.pem.vkey"), "bukan kunci orang yang berlaku"),
        (("--draft", "konsep", "--author", "m02.pem"), "berisi kunci rahasia"),
        (("--draft", "konsep", "--author", "nobody"), "tidak bisa dipakai"),
    ],
)
def test_what_makes_no_draft_is_said_and_writes_nothing(
    kube: Kube, folder: Path, more: tuple[str, ...], said: str
) -> None:
    given = [folder / word if "." in word or word == "konsep" else word for word in more]
    where = (folder / "buku.kube", folder / "baru.pem.vkey", "--group", GROUP, "--use", "person", "--person", "m03")
    done = kube("keys", "enrol", *where, *given)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert not (folder / "konsep").exists()


def test_a_public_key_signs_no_draft(kube: Kube, folder: Path) -> None:
    enrol(kube, folder)
    done = kube("keys", "sign", folder / "konsep", folder / "m02.pem.vkey")
    assert (done.code, "berisi kunci publik" in done.err) == (2, True)
    assert f"'{folder / 'm02.pem'}'" in done.err


def test_a_witnesss_key_signs_no_draft(kube: Kube, folder: Path) -> None:
    assert enrol(kube, folder).code == 0
    held = (folder / "konsep").read_bytes()
    done = sign(kube, folder, "saksi")
    assert (done.code, "kunci saksi" in done.err) == (2, True)
    assert (folder / "konsep").read_bytes() == held


@pytest.fixture
def aid(kube: Kube, folder: Path) -> Path:
    """Money for who is ill, drafted in clear and signed; then sealing keys were made, with the secret of this file."""
    with Ledger.open(folder / "buku.kube") as ledger:
        group = ledger.group(GROUP)
        paid = events.IksDisbursed(
            occurred_on=DAY, beneficiary_id="m01", reason="illness", detail="demam berdarah", amount=1_000
        )
        key = parse_vkey((folder / "m03.pem.vkey").read_text().strip()).key_id
        draft = group.draft(paid, recorded_by="treasurer", actor_key=key)
    (folder / "konsep").write_text(draft.to_text())
    assert sign(kube, folder, "m03").code == 0
    secret = folder / "sandi"
    secret.write_text("melati di pagar\n")
    assert kube("keys", "seal", folder / "buku.kube", "--passphrase-file", secret).code == 0
    return secret


def test_what_is_sensitive_is_never_recorded_in_clear_where_there_are_keys(kube: Kube, folder: Path, aid: Path) -> None:
    before = size(folder)
    asked = record(kube, folder)
    assert (asked.code, "--seal-passphrase-file" in asked.err) == (2, True)
    refused = record(kube, folder, "--seal-passphrase-file", aid)
    assert (refused.code, "ditandatangani tanpa segel" in refused.err) == (1, True)
    assert size(folder) == before
    assert b"demam berdarah" not in (folder / "buku.kube").read_bytes()


def test_what_was_sealed_where_it_was_signed_is_recorded_with_the_keys(kube: Kube, folder: Path, aid: Path) -> None:
    draft = read_draft(str(folder / "konsep"), KUBE).draft
    with (
        KeyFile.open(folder / "buku.kube", aid.read_text().strip(), random=os.urandom) as keys,
        Ledger.open(folder / "buku.kube", seal=keys) as ledger,
    ):
        sealed = ledger.group(GROUP).draft(*draft.events, recorded_by="treasurer", actor_key=draft.actor_key)
    (folder / "konsep").write_text(sealed.to_text())
    assert sign(kube, folder, "m03").code == 0
    before = size(folder)
    assert (record(kube, folder).code, size(folder)) == (2, before)
    assert record(kube, folder, "--seal-passphrase-file", aid, "--json").json["positions"] == [before]
    assert b"demam berdarah" not in (folder / "buku.kube").read_bytes()
