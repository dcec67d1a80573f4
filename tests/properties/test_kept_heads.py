"""The text of the heads beside a ledger: one form only, and nothing larger ever gives way to something smaller."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kube_ledger.errors import ProofError
from kube_ledger.ids import is_id
from kube_ledger.ledger.kept_heads import HEADER, KeptHead, joined, parse, render
from kube_ledger.proofs import Checkpoint, generate_key, read_head, sign_note

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

KEY = generate_key("pemasangan", lambda size: b"k" * size)
LARGEST = 2**63 - 1

ids = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,9}", fullmatch=True)
leaves = st.binary(min_size=8, max_size=8).map(bytes.hex)


def head(group_id: str, leaf0: str, size: int, *, signed: bool, root: bytes | None = None) -> KeptHead:
    """A head; its root follows from its size, unless told otherwise."""
    checkpoint = Checkpoint(f"kube-ledger/{group_id}/{leaf0}", size, root or sha256(b"%d" % size).digest())
    return KeptHead.of(sign_note(checkpoint.text, [KEY.under(checkpoint.origin)]) if signed else checkpoint.text)


@st.composite
def heads_of_one_log(draw: st.DrawFn) -> list[KeptHead]:
    group_id, leaf0 = draw(ids), draw(leaves)
    said = draw(st.lists(st.tuples(st.integers(1, 12) | st.just(LARGEST), st.booleans()), min_size=1, max_size=8))
    return [head(group_id, leaf0, size, signed=signed) for size, signed in said]


def all_joined(heads: Sequence[KeptHead]) -> tuple[KeptHead, ...]:
    found: tuple[KeptHead, ...] = ()
    for one in heads:
        found = joined(found, one)
    return found


@given(heads_of_one_log(), st.randoms())
def test_what_is_kept_is_the_newest_and_the_newest_signed_in_whatever_order_they_came(
    heads: list[KeptHead], random: Random
) -> None:
    largest = max(one.size for one in heads)
    signed = max((one.size for one in heads if one.is_signed), default=None)
    wanted = [(largest, signed == largest)] if signed in {None, largest} else [(signed, True), (largest, False)]
    assert [(one.size, one.is_signed) for one in all_joined(heads)] == wanted
    random.shuffle(heads)
    assert [(one.size, one.is_signed) for one in all_joined(heads)] == wanted


@given(heads_of_one_log(), st.integers(0, 7))
def test_a_head_more_never_makes_what_is_kept_smaller(heads: list[KeptHead], at: int) -> None:
    before = all_joined(heads)
    after = joined(before, heads[at % len(heads)])
    assert after == before


@given(st.lists(heads_of_one_log(), max_size=4))
def test_what_was_written_is_read_and_written_again_the_same(logs: list[list[KeptHead]]) -> None:
    kept = {heads[0].group_id: all_joined(heads) for heads in logs}
    text = render(kept)
    assert parse(text) == kept
    assert render(dict(reversed(kept.items()))) == text
    for one in (one for heads in kept.values() for one in heads):
        checkpoint, signatures = read_head(one.text)
        assert (checkpoint, bool(signatures)) == (one.checkpoint, one.is_signed)
        assert (checkpoint.size, checkpoint.root) == (one.size, one.root)


@given(heads_of_one_log(), leaves, st.booleans())
def test_a_head_of_another_log_joins_nothing(
    heads: list[KeptHead],
    leaf0: str,
    signed: bool,  # noqa: FBT001  # drawn
) -> None:
    first = heads[0]
    others = [head(first.group_id, first.leaf0, first.size, signed=signed, root=b"x" * 32)]
    others += [head(first.group_id, leaf0, size, signed=signed) for size in (1, 99) if leaf0 != first.leaf0]
    for other in others:
        with pytest.raises(ProofError, match="does not extend"):
            joined(tuple(heads), other)


# Read whole or not at all.


def text() -> bytes:
    """Two groups, one of them with a signed head and a newer one."""
    signed, newer = (head("melati-3", "0" * 16, size, signed=size == 7) for size in (7, 9))
    return render({"melati-3": (signed, newer), "mawar-1": (head("mawar-1", "f" * 16, 3, signed=False),)})


def closed_again(body: bytes) -> bytes:
    """As by somebody who knows how the file ends."""
    return body + f"\nend {sha256(body).hexdigest()}\n".encode()


def test_no_byte_of_it_can_change_unseen() -> None:
    whole = text()
    assert len(parse(whole)) == 2
    for place in range(len(whole)):
        for change in (1, 0x20, 0x80, 0xFF):
            with pytest.raises(ProofError):
                parse(whole[:place] + bytes([whole[place] ^ change]) + whole[place + 1 :])
        for other in (whole[:place], whole[place:][1:], whole[:place] + b"\n" + whole[place:]):
            with pytest.raises(ProofError):
                parse(other)
    for tail in (b"\n", b" ", b"\0", whole):
        with pytest.raises(ProofError):
            parse(whole + tail)


def test_whatever_is_read_is_in_its_one_form_were_it_closed_again_after_the_change() -> None:
    body = text()[: -len("\nend \n") - 64]
    taken = 0
    for place in range(len(body)):
        for change in (1, 2, 4, 0x20, 0x80):
            other = closed_again(body[:place] + bytes([body[place] ^ change]) + body[place + 1 :])
            try:
                found = parse(other)
            except ProofError:
                continue
            taken += 1
            assert render(found) == other
    assert taken > 100, "another root is another root"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "no heads"),
        (b"SQLite format 3\0", "no heads"),
        (b"kube-ledger/heads/2\n\nwhatever\n", "newer version"),
        (b"kube-ledger/heads/10\n", "newer version"),
        (b"kube-ledger/heads/1\n", "damaged"),
        (HEADER + b"\n", "damaged"),
    ],
)
def test_it_is_said_what_else_it_is(body: bytes, problem: str) -> None:
    with pytest.raises(ProofError, match=problem) as caught:
        parse(body)
    assert caught.value.problem_id != caught.value.problem


def test_a_file_of_no_heads_is_one() -> None:
    assert parse(render({})) == {}


SMALL, LARGE = (head("melati-3", "0" * 16, size, signed=True).text for size in (7, 9))
UNSIGNED = head("melati-3", "0" * 16, 8, signed=False).text
ROOT = UNSIGNED.splitlines()[2]


@pytest.mark.parametrize(
    "parts",
    [
        [SMALL, LARGE],  # two signed ones
        [UNSIGNED, LARGE],  # the signed one is the newest
        [SMALL, UNSIGNED, head("melati-3", "0" * 16, 9, signed=False).text],
        [SMALL, head("melati-3", "1" * 16, 8, signed=False).text],  # of another log
        [SMALL, SMALL],
        [UNSIGNED, head("mawar-1", "0" * 16, 8, signed=False).text],  # not in order
        [UNSIGNED.replace("\n8\n", "\n08\n")],
        [UNSIGNED.replace("\n8\n", "\n0\n")],
        [UNSIGNED.replace("\n8\n", f"\n{LARGEST + 1}\n")],
        [UNSIGNED.replace("\n8\n", "\n٨\n")],
        [UNSIGNED.replace("\n", "\r\n")],
        [UNSIGNED.replace("melati-3", "Melati-3")],
        [UNSIGNED.replace("melati-3", "m" * 65)],
        [UNSIGNED.replace(ROOT, ROOT[:-2] + "B=")],  # bits that stand for nothing
        [UNSIGNED + "x\n"],
        [SMALL + SMALL.splitlines()[-1] + "\n"],
        [SMALL.replace("\n\n— kube-ledger/melati-3", "\n\n— kube-ledger/mawar-3")],
        [SMALL.replace("—", "-")],
    ],
)
def test_heads_that_never_stand_there_are_not_read(parts: list[str]) -> None:
    assert parse(closed_again(HEADER + f"\n{UNSIGNED}".encode()))
    with pytest.raises(ProofError, match="damaged"):
        parse(closed_again(HEADER + "".join(f"\n{part}" for part in parts).encode()))


@given(st.text(st.sampled_from("aZ09._-/ \n"), max_size=66) | ids)
def test_a_group_that_a_head_can_be_of_is_one_with_an_id(group_id: str) -> None:
    body = HEADER + f"\nkube-ledger/{group_id}/{'0' * 16}\n8\n{ROOT}\n".encode()
    try:
        found = list(parse(closed_again(body)))
    except ProofError:
        found = []
    assert found == ([group_id] if is_id(group_id) else [])
