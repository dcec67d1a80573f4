"""The format pages keep their word: their examples come out of the library, and the ways they tell to check work."""

from __future__ import annotations

import re
from base64 import b64decode
from hashlib import sha256
from typing import Final

import pytest

from format_examples import BLOCK, PAGES, examples, leaves, note, records, short_code
from kube_ledger import merkle, proofs
from kube_ledger.codec import decode, unpack
from kube_ledger.errors import ProofError

ALL: Final = sorted(PAGES.glob("*.md"))
SHOWN: Final = {found[2]: found[3] for page in ALL for found in BLOCK.finditer(page.read_text("utf-8"))}


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


@pytest.mark.parametrize("name", sorted(examples()))
def test_an_example_stands_in_a_page_as_the_library_makes_it(name: str) -> None:
    assert SHOWN[name] == examples()[name], "run `python tests/format_examples.py --update`"


def test_every_example_of_the_pages_is_one_that_is_made() -> None:
    assert sorted(SHOWN) == sorted(examples())
    assert sum(page.read_text("utf-8").count("<!-- example: ") for page in ALL) == len(SHOWN)


def test_what_the_pages_say_of_the_example_holds_without_the_library() -> None:
    hashes = leaves()
    assert hashes[1] == sha256(b"\x00" + bytes.fromhex(SHOWN["record"].replace("\n", ""))).digest()
    assert proofs.parse_checkpoint(SHOWN["checkpoint"]).root == merkle.root(hashes)
    lines = SHOWN["bundle"].splitlines()
    assert [b64decode(line[7:]) for line in lines if line.startswith("record ")] == list(records())
    assert b64decode(lines[-2][5:]).decode() == note(7, witnessed=True)
    assert SHOWN["receipt-code"].endswith(f"{short_code(hashes[1])}\n")
    assert int.from_bytes(hashes[1][:10]) >> 75 == "0123456789ABCDEFGHJKMNPQRSTVWXYZ".index("M")


def test_the_receipt_for_a_qr_code_checks_as_the_page_tells() -> None:
    data = bytes.fromhex(SHOWN["receipt-qr"].replace("\n", ""))
    assert len(data) <= 900
    kind, group, leaf0, size, index, proof, record, signatures = unpack(data)
    assert kind == "kube-ledger/receipt/1"
    assert decode(record).group_id == group
    hashes = [proof[start : start + 32] for start in range(0, len(proof), 32)]
    root = walked(merkle.leaf_hash(record), index, size, hashes)
    origin = f"kube-ledger/{group}/{leaf0.hex()}"
    text = proofs.Checkpoint(origin, size, root).text
    ((name, signature),) = signatures
    assert name is None
    log, _ = (line.split()[1] for line in SHOWN["checkpoint-keys"].splitlines())
    made = proofs.format_note(text, [proofs.Signature(origin, signature[:4], signature[4:])])
    assert proofs.open_checkpoint(made, log).checkpoint.root == root


def walked(leaf: bytes, index: int, size: int, hashes: list[bytes]) -> bytes:
    """The way of the page on trees, step by step."""
    inner = (index ^ (size - 1)).bit_length()
    assert len(hashes) == inner + (index >> inner).bit_count()
    for level, sibling in enumerate(hashes):
        leaf = node(sibling, leaf) if level >= inner or index >> level & 1 else node(leaf, sibling)
    return leaf


def both(size1: int, root1: bytes, size2: int, hashes: list[bytes]) -> tuple[bytes, bytes]:
    """The same for consistency."""
    last, end = size1 - 1, size2 - 1
    while last & 1:
        last, end = last >> 1, end >> 1
    inner = (last ^ end).bit_length()
    assert len(hashes) == inner + (last >> inner).bit_count() + (last > 0)
    old = new = hashes.pop(0) if last else root1
    for level, sibling in enumerate(hashes):
        if level >= inner or last >> level & 1:
            old, new = node(sibling, old), node(sibling, new)
        else:
            new = node(new, sibling)
    return old, new


def test_the_ways_to_check_proofs_are_those_of_the_library() -> None:
    hashes = [sha256(bytes([number])).digest() for number in range(35)]
    roots = [merkle.root(hashes[:size]) for size in range(36)]
    for size in range(1, 36):
        for index in range(size):
            proof = list(proofs.inclusion_proof(hashes, index, size))
            assert walked(hashes[index], index, size, proof) == roots[size]
        for size1 in range(1, size):
            proof = list(proofs.consistency_proof(hashes, size1, size))
            assert both(size1, roots[size1], size, proof) == (roots[size1], roots[size])


def test_the_points_of_small_order_are_those_that_no_key_may_be() -> None:
    text = (PAGES / "checkpoint.md").read_text("utf-8")
    points = [bytes.fromhex(found) for found in re.findall(r"^[0-9a-f]{64}$", text, re.MULTILINE)]
    assert len(points) == 8
    for point in points:
        with pytest.raises(ProofError, match="small order"):
            proofs.VerifierKey("somebody", proofs.NOTE_KEY, point)
