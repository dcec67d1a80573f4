"""What may be wrong with a record; what stands behind it is made anew, so that only what it says is at stake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bundle_spellings import odd_vkey
from bundles import GROUP, PERSONS, STRANGER, WITNESSES, Parts, repacked, unpacked, value

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

ODD_TEXTS: Final = (
    *("", " ", "a b", "Melati-3", "melati-3", "-x", "x" * 64, "x" * 65, "a/b", "a/b/c", "/a", "a/", "é", "e\u0301"),
    *("\x00", "a\nb", "a\x7fb", "a\x85b", "\u202ea", "\u2066", "😀", "x" * 200, "x" * 201, "group", "log", "٣"),
)
ODD_NUMBERS: Final = (-(2**53) + 1, -719_163, -719_162, -1, 0, 1, 2, 2_932_896, 2_932_897, 2**53 - 1, True, False)


def odd(chance: Random, tree: Any) -> Any:
    """Something else in the place of a value."""
    roll = chance.random()
    if roll < 0.15:
        return value(chance, 2)
    if isinstance(tree, list):
        at = chance.randrange(len(tree) + 1)
        more = chance.choice((None, 0, "x", b"x", []))
        others = (tree[:at] + tree[at + 1 :], [*tree[:at], more, *tree[at:]], [*tree, *tree[at:]], tree[::-1], [tree])
        return chance.choice(others)
    if type(tree) is int or tree is None or roll < 0.4:
        return chance.choice((*ODD_NUMBERS, None, (tree or 0) + 1 if type(tree) is int else 5, "x"))
    if type(tree) is str:
        return chance.choice((*ODD_TEXTS, tree + "x", tree[:-1], tree.encode(), f"{tree}é"))
    if type(tree) is bytes:
        return chance.choice((tree[:-1], tree + b"\0", b"", bytes(len(tree)), tree[::-1], "x" * len(tree)))
    return chance.choice((0, None, "x"))


def places(tree: Any) -> list[tuple[list[Any], int]]:
    """Every place in a tree where a value stands: the array, and the index."""
    found = []
    for index, item in enumerate(tree):
        found.append((tree, index))
        if isinstance(item, list):
            found += places(item)
    return found


# Of a record, everything behind it made anew: only what it says is at stake.


def a_value(chance: Random, parts: Parts) -> None:
    """Another value somewhere in a record."""
    _in_record(chance, parts, _odd_somewhere)


def _odd_somewhere(chance: Random, tree: list[Any]) -> bytes:
    array, index = chance.choice(places(tree))
    array[index] = odd(chance, array[index])
    return repacked(tree, chance)


def an_item(chance: Random, parts: Parts) -> None:
    """Another value in an item of the command itself, each as often as the others."""

    def change(chance: Random, tree: list[Any]) -> bytes:
        at = chance.randrange(len(tree[1]))
        tree[1][at] = odd(chance, tree[1][at])
        return repacked(tree, chance)

    _in_record(chance, parts, change)


def a_form(chance: Random, parts: Parts) -> None:
    """A value in another form of msgpack than its shortest."""

    def change(chance: Random, tree: list[Any]) -> bytes:
        inside = chance.random() < 0.7
        number = chance.randint(1, 1 + len(places(tree[1] if inside else [*tree[:1], *tree[2:]])))
        return repacked(tree, chance, (0, number) if inside else (number, 0))

    _in_record(chance, parts, change)


def a_depth(chance: Random, parts: Parts) -> None:
    """Arrays in one another, about as deep as they may be."""

    def change(chance: Random, tree: list[Any]) -> bytes:
        nested: Any = chance.choice((None, 1, []))
        for _ in range(chance.randint(4, 8)):
            nested = [nested]
        tree[1][10] = [*tree[1][10], nested]
        return repacked(tree, chance)

    _in_record(chance, parts, change)


def a_size(chance: Random, parts: Parts) -> None:
    """A payload, or a record, about as large as it may be; an array of about as many items."""

    def change(chance: Random, tree: list[Any]) -> bytes:
        match chance.randrange(4):
            case 0:  # 1 of the array, 3 of each bin
                tree[1][10] = [bytes(31_996 - 15_000 - 3 + chance.randint(-2, 2)), bytes(15_000)]
            case 1:
                tree[1][0] = "event-reversed"
                tree[1][10] = [1, bytes(31_000), bytes(31_995 + chance.randint(-2, 2))]
            case 2:
                tree[1][10] = [None] * chance.randint(4_094, 4_098)
            case _:
                tree[1][10], tree[1][11] = [None], [[0, "m01", bytes(16), bytes(30_000), b""]]
                spare = 65_535 - len(repacked(tree, chance)) - 1
                tree[1][11][0][4] = bytes(spare + chance.randint(-2, 2))
        return repacked(tree, chance)

    _in_record(chance, parts, change)


def sealed_fields(chance: Random, parts: Parts) -> None:
    """Sealed fields, some of which have no place."""

    def change(chance: Random, tree: list[Any]) -> bytes:
        tree[1][10] = [chance.choice((None, None, 1)) for _ in range(4)]
        numbers = chance.sample(range(-1, 6), chance.randint(1, 3))
        numbers = sorted(numbers) if chance.random() < 0.7 else numbers
        tree[1][11] = [[number, "m01", bytes(16), bytes(24), b"x"] for number in numbers]
        return repacked(tree, chance)

    _in_record(chance, parts, change)


def a_key_event(chance: Random, parts: Parts) -> None:
    """A record that says something about a key, perhaps what can't be said."""
    key = chance.choice([*PERSONS, *WITNESSES, STRANGER])
    payload: list[Any] = [
        chance.choice((None, "m01", "group", "M01", "p/1", 1)),
        chance.choice((key.vkey, key.vkey, odd_vkey(chance, key))),
        chance.choice(("person", "log", "witness", "owner", 1)),
    ]
    type_ = chance.choice(("key-enrolled", "key-enrolled", "key-revoked"))
    if type_ == "key-revoked":
        payload = [
            chance.choice((key.key.key_id, key.key.key_id[:7], key.key.key_id.hex(), None)),
            chance.choice(("lost", "stolen", "ended", "x", None)),
        ]
    if chance.random() < 0.1:
        payload = odd(chance, payload)

    def change(_: Random, tree: list[Any]) -> bytes:
        tree[1][0], tree[1][1], tree[1][10], tree[1][11] = type_, chance.choice((1, 1, 1, 2)), payload, []
        return repacked(tree, chance)

    _in_record(chance, parts, change)


def a_signature(chance: Random, parts: Parts) -> None:
    """Signatures of a record that are missing, moved, swapped, doubled, or another's."""

    def change(chance: Random, tree: list[Any]) -> bytes:
        approvals = tree[2]
        other = unpacked(chance.choice(parts.records))[2]
        key_id = chance.choice(PERSONS).key.key_id
        match chance.randrange(8):
            case 0:
                tree[2] = approvals[1:]
            case 1:
                tree[2] = approvals[::-1]
            case 2:
                tree[2] = [*approvals, *approvals[:1]]
            case 3:
                tree[2] = other
            case 4:
                tree[2] = [*approvals, [key_id, bytes(64)]]
            case 5:
                tree[1][5] = chance.choice((None, key_id))
            case 6:
                tree[2] = [
                    [key, signature[:5] + bytes([signature[5] ^ 1]) + signature[6:]] for key, signature in approvals
                ]
            case _:
                tree[1][10] = [*tree[1][10], 1]
        return repacked(tree, chance)

    _in_record(chance, parts, change, signed=True)


def a_call(chance: Random, parts: Parts) -> None:
    """Calls torn apart: records left out, doubled, swapped, or with another place in their call."""
    records = parts.records
    at = chance.randrange(len(records))
    match chance.randrange(5):
        case 0:
            del records[at]
        case 1:
            records.insert(at, records[at])
        case 2:
            records.insert(chance.randrange(len(records)), records.pop(at))
        case 3:
            del records[at:]
        case _:
            tree = unpacked(records[at])
            tree[1][3][chance.randrange(3)] = chance.choice((0, 1, 2, 3, -1, bytes(16)))
            records[at] = repacked(tree, chance)
    parts.heads = [(size, names) for size, names in parts.heads if size <= len(records)]


def a_group(chance: Random, parts: Parts) -> None:
    """Another group in a record, or in the line that says whose file this is."""
    if chance.random() < 0.5:
        parts.group = chance.choice((*ODD_TEXTS, GROUP + "x"))
        return
    _in_record(chance, parts, _of_other_group)


def _of_other_group(chance: Random, tree: list[Any]) -> bytes:
    tree[1][2] = chance.choice(("mawar-1", "melati-3x", GROUP, "Melati-3"))
    return repacked(tree, chance)


def _in_record(
    chance: Random, parts: Parts, change: Callable[[Random, list[Any]], bytes], *, signed: bool = False
) -> None:
    numbers = [number for number, record in enumerate(parts.records) if not signed or unpacked(record)[2]]
    at = chance.choice(numbers or range(len(parts.records)))
    parts.records[at] = change(chance, unpacked(parts.records[at]))


OF_RECORDS: Final = (
    *(a_value, a_value, an_item, an_item, an_item, a_form, a_form, a_depth, a_size, sealed_fields),
    *(a_key_event, a_key_event, a_signature, a_signature, a_call, a_call, a_group),
)
