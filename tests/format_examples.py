"""The worked examples of the format pages, made by the library from fixed keys, ids and times.

In a page, `<!-- example: NAME -->` stands above the block that shows one. `python tests/format_examples.py --update`
writes the blocks anew; tests/docs/test_format_pages.py holds the pages to them.
"""

from __future__ import annotations

import re
import sys
from base64 import b64encode
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from attrs import evolve

from founding import formed
from kube_ledger import events, merkle, proofs
from kube_ledger.codec import Approval, Recorded, Seen, encode, pack, unpack
from kube_ledger.codec.envelope import encode_command
from kube_ledger.events import UnknownEvent
from kube_ledger.events.catalogue import OURS
from kube_ledger.exchange.schemas import schema_words
from kube_ledger.ledger.kept_heads import KeptHead, render

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PAGES: Final = Path(__file__).parents[1] / "docs" / "reference" / "format"
BLOCK: Final = re.compile(r"(<!-- example: ([a-z0-9-]+) -->\n```text\n)(.*?)(```\n)", re.DOTALL)
GROUP: Final = "melati-3"
DAY: Final = date(2019, 7, 7)
MOMENT: Final = datetime(2019, 7, 7, 3, 15, 0, tzinfo=UTC)
CALLS: Final = [UUID(f"0197e6a0-1d2c-7abc-8def-01234567890{digit}") for digit in "abcd"]


def signer(name: str, letter: bytes, kind: int = proofs.NOTE_KEY) -> proofs.Signer:
    """The key whose secret is 32 times the letter."""
    return proofs.generate_key(name, lambda size: letter * size, type=kind)


def entry_of(event: events.Event, call: int, index: int, count: int, **envelope: Any) -> Recorded:
    return Recorded(
        event=event,
        group_id=GROUP,
        call_id=CALLS[call],
        index=index,
        count=count,
        recorded_by="secretary",
        recorded_at=MOMENT + timedelta(minutes=call),
        **envelope,
    )


def enrolled(person_id: str | None, key: proofs.Signer, use: str) -> UnknownEvent:
    return UnknownEvent(occurred_on=DAY, type="key-enrolled", version=1, payload=(person_id, key.vkey, use))


TREASURER: Final = signer("melati-3/m02", b"t")
CHAIR: Final = signer("melati-3/m01", b"c")
WITNESS: Final = signer("pendamping/p01", b"w", proofs.COSIGNATURE_KEY)


@cache
def records() -> tuple[bytes, ...]:
    """Seven records: the group, two members, the log's key, two persons' keys, and dues that both have signed."""
    joined = [
        events.MemberJoined(occurred_on=DAY, member_id=member, cadre=False, own_business=True)
        for member in ("m01", "m02")
    ]
    first = [entry_of(formed(DAY), 0, 0, 3, key="start")]
    first += [entry_of(event, 0, index, 3) for index, event in enumerate(joined, start=1)]
    done = [encode(entry) for entry in first]
    keys = [entry_of(enrolled(None, log_key(done[0]), "log"), 1, 0, 1)]
    keys += [
        entry_of(enrolled("m01", CHAIR, "person"), 2, 0, 2),
        entry_of(enrolled("m02", TREASURER, "person"), 2, 1, 2),
    ]
    done += [encode(entry) for entry in keys]
    dues = events.DuesPaid(occurred_on=DAY, member_id="m01", amount=5_000)
    seen = Seen(len(done), merkle.root(map(merkle.leaf_hash, done)))
    return (*done, encode(signed(entry_of(dues, 3, 0, 1, key="dues/2019-07-07/m01", seen=seen))))


def signed(entry: Recorded) -> Recorded:
    """The entry with the treasurer's signature and the chair's approval."""
    entry = evolve(entry, recorded_by="treasurer", actor_key=TREASURER.key.key_id)  # type: ignore[misc]
    author, approver = messages(encode_command(entry))
    approvals = (
        Approval(TREASURER.key.key_id, TREASURER.sign(author)),
        Approval(CHAIR.key.key_id, CHAIR.sign(approver)),
    )
    return evolve(entry, approvals=approvals)  # type: ignore[misc]


def messages(command: bytes) -> tuple[bytes, bytes]:
    """What the author signs, and what an approver signs."""
    return b"kube-ledger/command/1\n" + command, b"kube-ledger/approve/1\n" + sha256(command).digest()


def log_key(first: bytes) -> proofs.Signer:
    """The log's own key, named after its origin."""
    return signer(proofs.origin(GROUP, merkle.leaf_hash(first)), b"l")


def leaves() -> list[bytes]:
    """The leaf hashes."""
    return [merkle.leaf_hash(record) for record in records()]


def checkpoint(size: int) -> proofs.Checkpoint:
    """The head at a size."""
    return proofs.Checkpoint(proofs.origin(GROUP, leaves()[0]), size, merkle.root(leaves()[:size]))


def note(size: int, *, witnessed: bool = False) -> str:
    """The head at a size, signed by the log, and perhaps cosigned."""
    text = checkpoint(size).text
    made = proofs.sign_note(text, [log_key(records()[0])])
    return proofs.add_signature(made, proofs.sign_cosignature(text, WITNESS, 1_562_470_000)) if witnessed else made


def receipt(index: int) -> str:
    """The receipt file of a record, under the signed head."""
    proof = proofs.inclusion_proof(leaves(), index)
    return proofs.TlogProof(index, proof, note(len(leaves())), records()[index]).text


def receipt_qr(index: int) -> bytes:
    """The same for a QR code."""
    proof = b"".join(proofs.inclusion_proof(leaves(), index))
    (own,) = proofs.read_unverified(note(len(leaves()))).unverified
    head = ("kube-ledger/receipt/1", GROUP, leaves()[0][:8], len(leaves()), index, proof, records()[index])
    return pack((*head, ((None, own.key_hash + own.value),)))


def short_code(leaf: bytes) -> str:
    """The first 80 bits of a leaf hash, as people read them to each other."""
    number = int.from_bytes(leaf[:10])
    digits = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[number >> shift & 31] for shift in range(75, -1, -5))
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


def bundle() -> bytes:
    """The whole group as a bundle, with an unsigned head at 3 and a signed one at 7."""
    keys = [log_key(records()[0]).vkey, WITNESS.vkey]
    return bundle_of(records(), keys=keys, heads=[checkpoint(3).text, note(7, witnessed=True)])


def bundle_of(stored: Sequence[bytes], *, keys: Iterable[str] = (), heads: Iterable[str] = ()) -> bytes:
    """The bundle of any records of the group, written here and not by the library."""
    types = sorted({(command[0], command[1]) for command in map(_command, stored)})
    lines = ["kube-ledger/bundle/1", f"group {GROUP}"]
    lines += [f"key {vkey}" for vkey in sorted(keys, key=str.encode)]
    lines += [f"schema {type_} {version} {schema_words(OURS, type_, version)}" for type_, version in types]
    lines += [f"record {base64(record)}" for record in stored]
    lines += [f"head {base64(text.encode())}" for text in heads]
    lines.append(f"end {len(stored)} {base64(merkle.root(map(merkle.leaf_hash, stored)))}")
    return "".join(f"{line}\n" for line in lines).encode()


def base64(data: bytes) -> str:
    """Standard base64 with padding."""
    return b64encode(data).decode()


def _command(record: bytes) -> Any:
    return unpack(unpack(record)[1])


def _folded(data: bytes) -> str:
    text = data.hex()
    return "".join(f"{text[start : start + 96]}\n" for start in range(0, len(text), 96))


def _shown(value: Any, indent: str = "") -> str:
    match value:
        case tuple() if any(isinstance(item, tuple) for item in value):
            inner = indent + "  "
            return "[\n" + "".join(f"{inner}{_shown(item, inner)},\n" for item in value) + f"{indent}]"
        case tuple():
            return f"[{', '.join(map(_shown, value))}]"
        case bytes():
            return f"h'{value.hex()}'"
        case str():
            return f'"{value}"'
        case None:
            return "nil"
        case _:
            return str(value).lower()


def examples() -> dict[str, str]:
    """Name → what stands in the block of that name."""
    plain, signed_one = records()[1], records()[6]
    command = unpack(signed_one)[1]
    author, approver = messages(command)
    hashes = leaves()
    roots = [merkle.root(hashes[:size]) for size in range(len(hashes) + 1)]
    return {
        "record": _folded(plain),
        "record-read": f"[1, command, [], {unpack(plain)[3]}]\n\ncommand = {_shown(_command(plain))}\n",
        "record-signed": _folded(signed_one),
        "record-signed-read": f"command = {_shown(unpack(command))}\n\napprovals = {_shown(unpack(signed_one)[2])}\n",
        "record-messages": f"author    {author.hex()}\n\napprover  {approver.hex()}\n",
        "record-keys": "".join(
            f"{name:<10}{key.key.public.hex()}  key_id {key.key.key_id.hex()}\n"
            for name, key in (("treasurer", TREASURER), ("chair", CHAIR))
        ),
        "key-records": "".join(f"{position}  {_shown(_command(records()[position])[10])}\n" for position in (3, 4, 5)),
        "tree-leaves": "".join(f"{position}  {leaf.hex()}\n" for position, leaf in enumerate(hashes)),
        "tree-roots": "".join(f"{size}  {root.hex()}\n" for size, root in enumerate(roots)),
        "tree-inclusion": "".join(f"{item.hex()}\n" for item in proofs.inclusion_proof(hashes, 5)),
        "tree-consistency": "".join(f"{item.hex()}\n" for item in proofs.consistency_proof(hashes, 3, 7)),
        "checkpoint": checkpoint(7).text,
        "checkpoint-keys": f"log      {log_key(records()[0]).vkey}\nwitness  {WITNESS.vkey}\n",
        "checkpoint-signed": note(7, witnessed=True),
        "checkpoint-cosigned-bytes": f"cosignature/v1\ntime 1562470000\n{checkpoint(7).text}",
        "heads": render({GROUP: (KeptHead.of(note(3)), KeptHead.of(checkpoint(7).text))}).decode(),
        "receipt": receipt(1),
        "receipt-qr": _folded(receipt_qr(1)),
        "receipt-code": f"leaf        {hashes[1].hex()}\nshort code  {short_code(hashes[1])}\n",
        "bundle": bundle().decode(),
    }


def update() -> None:
    """Write the blocks anew."""
    made = examples()
    for page in sorted(PAGES.glob("*.md")):
        text = page.read_text("utf-8")
        page.write_text(BLOCK.sub(lambda found: f"{found[1]}{made[found[2]]}{found[4]}", text), "utf-8", newline="\n")


if __name__ == "__main__":
    if sys.argv[1:] != ["--update"]:
        sys.exit("usage: python tests/format_examples.py --update")
    update()
