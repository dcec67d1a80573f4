"""What may be wrong with a bundle, one change or two at a time, all of it made of the case's number."""

from __future__ import annotations

from base64 import b64decode
from random import Random
from typing import TYPE_CHECKING, Final

from bundle_records import OF_RECORDS
from bundle_spellings import odd_base64, odd_vkey
from bundles import PERSONS, STRANGER, WITNESSES, Case, Parts, base64, drawn, root_of, schema_lines
from kube_ledger import proofs

if TYPE_CHECKING:
    from collections.abc import Callable

ODD_SIZES: Final = (
    *("0", "00", "01", "+1", "-1", " 1", "1 ", "1_0", "٣", ""),
    *("9223372036854775807", "9223372036854775808"),
)
STRANGE_SCHEMAS: Final = (
    *("zz 1 x", "zz 1", "zz 1 ", "zz 1  x", "zz 01 x", "zz 0 x", "zz 9007199254740992 x", "Zz 1 x", "a 1 x"),
    "zz 1 \u00a0",
)

# Of heads.


def a_head(chance: Random, parts: Parts) -> None:
    """A head of another size, root, name or form."""
    name, size, root = _head(chance, parts).text(len(parts.records)).removesuffix("\n").split("\n")
    match chance.randrange(5):
        case 0:
            size = chance.choice((*ODD_SIZES, str(int(size) + 1), str(int(size) - 1)))
        case 1:
            root = base64(root_of(parts.records[: chance.randrange(len(parts.records) + 1)]))
        case 2:
            others = ("example.com/log", name[:-1] + "f", name + "0", name[:-1], name.upper(), "", "kube-ledger")
            name = chance.choice(others)
        case 3:
            root = odd_base64(chance, root)
        case _:
            root += chance.choice(("\n", "\nx", " ", "\r", "\t"))
    text = f"{name}\n{size}\n{root}\n"
    _change_one(chance, parts, lambda note: text + note[note.index("\n\n") + 1 :] if "\n\n" in note else text)


def a_blank(chance: Random, parts: Parts) -> None:
    """Something else than one blank line before the signatures; or nothing behind it."""
    _head(chance, parts)
    blank = chance.choice(("\n", "\n\n\n", "\n\n\n\n", "\nx\n\n"))
    stop = chance.choice((None, None, -1, 0))
    _change_one(chance, parts, lambda note: note.replace("\n\n", blank)[:stop])


def a_line_of_signatures(chance: Random, parts: Parts) -> None:
    """Signature lines doubled, many, of nobody, or in another form."""
    _head(chance, parts)
    nobody = f"— {STRANGER.key.name} {base64(STRANGER.key.key_hash + bytes(64))}\n"
    how, times = chance.randrange(5), chance.choice((0, 2, 34, 50, 51, 101))
    piece = chance.choice((("— ", "- "), ("— ", "—  "), (" ", "\u00a0"), ("\n", ""), ("kube-ledger/", "a+b")))

    def change(note: str) -> str:
        text, _, block = note.partition("\n\n")
        lines = block.splitlines(keepends=True)
        changed = [
            lines[::-1],
            lines * times,
            [line.replace(*piece) for line in lines],
            [*lines, nobody],
            [nobody, *lines],
        ]
        return f"{text.removesuffix(chr(10))}\n\n{''.join(changed[how])}"

    _change_one(chance, parts, change)


def a_head_signature(chance: Random, parts: Parts) -> None:
    """The bytes behind a signature line's name: another key's hash, another length, another signature or spelling."""
    _head(chance, parts)
    how, at = chance.randrange(6), chance.randrange(76)

    def change(note: str) -> str:
        head, _, data = note.removesuffix("\n").rpartition(" ")
        if "\n\n" not in note:
            return note
        whole = b64decode(data)
        at_end = whole[: at % len(whole)] + bytes([whole[at % len(whole)] ^ 1]) + whole[at % len(whole) + 1 :]
        late = whole[:4] + bytes([whole[4] ^ 0x80]) + whole[5:]
        others = (at_end, late, whole[:4], whole[:5], whole[:-1], whole + b"\0")
        spelt = base64(others[how]) if chance.random() < 0.8 else odd_base64(chance, data)
        return f"{head} {spelt}\n"

    _change_one(chance, parts, change)


def _head(chance: Random, parts: Parts) -> Parts:
    """At least one head."""
    if not parts.heads:
        parts.heads = [(len(parts.records), (chance.choice(("log0", "log1", "witness0")),))]
    return parts


def _change_one(chance: Random, parts: Parts, change: Callable[[str], str]) -> None:
    which = chance.randrange(len(parts.heads))
    parts.note_changes = [
        lambda notes: [change(note) if number == which else note for number, note in enumerate(notes)]
    ]


def heads_in_disorder(chance: Random, parts: Parts) -> None:
    """Heads of sizes that do not grow, or beyond the records."""
    sizes = [chance.randrange(1, len(parts.records) + 2) for _ in range(chance.randint(1, 4))]
    sizes = sorted(set(sizes)) if chance.random() < 0.5 else sizes
    parts.heads = [
        (size, tuple(chance.sample(("log0", "witness0", "stranger"), chance.randrange(3)))) for size in sizes
    ]


def the_end(chance: Random, parts: Parts) -> None:
    """Another end."""
    size, root = str(len(parts.records)), base64(root_of(parts.records))
    match chance.randrange(4):
        case 0:
            size = chance.choice((*ODD_SIZES, str(int(size) + 1), str(max(int(size) - 1, 0))))
        case 1:
            root = base64(root_of(parts.records[:-1]))
        case 2:
            root = odd_base64(chance, root)
        case _:
            root = chance.choice((f"{root} ", f" {root}", base64(bytes(31)), base64(bytes(33)), ""))
    parts.end = f"{size} {root}"


def the_keys(chance: Random, parts: Parts) -> None:
    """Key lines missing, doubled, swapped, strange, or of nobody."""
    known = sorted(key.vkey for key in chance.sample([*PERSONS, *WITNESSES, STRANGER], chance.randrange(5)))
    known += [parts.key("log0").vkey] if chance.random() < 0.5 else []
    known = sorted(known, key=str.encode) if chance.random() < 0.8 else known
    if known and chance.random() < 0.4:
        known[chance.randrange(len(known))] = odd_vkey(chance, chance.choice([*PERSONS, *WITNESSES]))
    parts.keys = known * (2 if chance.random() < 0.1 else 1)


def the_schemas(chance: Random, parts: Parts) -> None:
    """Schema lines missing, doubled, swapped, strange."""

    lines = schema_lines(parts.records)
    at = chance.randrange(len(lines) + 1)
    strange = chance.choice(
        (
            "zz 1 x",
            "zz 1",
            "zz 1 ",
            "zz 1  x",
            "zz 01 x",
            "zz 0 x",
            "zz 9007199254740992 x",
            "Zz 1 x",
            "a 1 x",
            "zz 1 \u00a0",
        )
    )
    match chance.randrange(5):
        case 0:
            lines = lines[:at] + lines[at + 1 :]
        case 1:
            lines = lines[: at + 1] + lines[at:]
        case 2:
            lines = lines[::-1]
        case 3:
            lines = [*lines, strange]
        case _:
            lines = [line.replace("kata", chance.choice(("ka\u200bta", "\x85", "é")), 1) for line in lines]
    parts.schemas = lines


OF_PARTS: Final = (
    *OF_RECORDS,
    *(
        a_head,
        a_head,
        a_blank,
        a_line_of_signatures,
        a_head_signature,
        heads_in_disorder,
        the_end,
        the_keys,
        the_schemas,
    ),
)

# Of the file.


def of_lines(chance: Random, lines: list[bytes]) -> list[bytes]:
    """Lines left out, doubled, swapped, gone over."""
    lines, at = list(lines), chance.randrange(len(lines))
    line = lines[at]
    match chance.randrange(9):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, line)
        case 2:
            lines.insert(chance.randrange(len(lines)), lines.pop(at))
        case 3:
            lines.insert(at, b"")
        case 4:
            lines[at] = line.replace(b" ", chance.choice((b"  ", b"\t", b"", b"\xc2\xa0")), 1)
        case 5:
            lines[at] = line + chance.choice((b" ", b"\r", b"\x00", b"\x7f", b"\xff", b"="))
        case 6:
            keyword, _, rest = line.partition(b" ")
            lines[at] = chance.choice((keyword.upper(), b"x", b"head", b"record", b"end", b"key")) + b" " + rest
        case 7 if line.startswith((b"record ", b"head ")):
            keyword, _, rest = line.partition(b" ")
            lines[at] = keyword + b" " + odd_base64(chance, rest.decode("ascii", "replace")).encode()
        case _:
            lines[at] = line[: chance.randrange(len(line) + 1)]
    return lines


def of_bytes(chance: Random, data: bytes) -> bytes:
    """Bits and bytes of the file, wherever they stand."""
    at = chance.randrange(len(data))
    match chance.randrange(8):
        case 0 | 1:
            return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]
        case 2:
            return data[:at] + data[at + 1 :]
        case 3:
            return data[:at] + chance.choice((b"\n", b"\r", b" ", b"A", b"\x00", b"\xff", b"\xef\xbb\xbf")) + data[at:]
        case 4:
            return data[:at]
        case 5:
            return data + chance.choice((b"\n", b"x", b"end", data[at:], b"\n\n"))
        case 6:
            return data.replace(b"\n", b"\r\n", chance.choice((1, -1)))
        case _:
            return data[:-1] if chance.random() < 0.5 else b"\xef\xbb\xbf" + data


def beside(chance: Random, parts: Parts) -> tuple[tuple[str, ...], bytes | None]:
    """Keys that are trusted and a head that was kept, if any are given."""
    vkeys: list[str] = []
    if chance.random() < 0.3:
        vkeys = [parts.key(name).vkey for name in chance.sample(("log0", "log1", "witness0", "stranger", "person0"), 2)]
    if chance.random() < 0.02:
        vkeys.append(odd_vkey(chance, PERSONS[0]))
    if chance.random() < 0.7:
        return tuple(vkeys), None
    size = chance.randrange(len(parts.records) + 2)
    text = parts.text(size, root=chance.choice((None, None, None, bytes(32))))
    if chance.random() < 0.1:
        text = text.replace(
            *chance.choice((("melati", "mawar"), ("kube-ledger/", "x"), ("\n", "\r\n"), ("=\n", "="), ("a", "b")))
        )
    if chance.random() < 0.3:
        text = proofs.sign_note(text, [STRANGER]) if text.endswith("\n") and "\r" not in text else text
    return tuple(vkeys), text.encode()


def case(number: int) -> Case:
    """The case of that number: always the same."""
    chance = Random(number)
    parts, made = drawn(chance), []
    vkeys, earlier = beside(chance, parts)
    for _ in range(chance.choice((0, 1, 1, 1, 1, 1, 2))):
        if chance.random() < 0.75 and parts.records:
            change = chance.choice(OF_PARTS)
            try:
                change(chance, parts)
            except (ValueError, TypeError, IndexError, AttributeError, OverflowError):
                continue  # a second change can find nothing left to change
            made.append(change.__name__)
    parts.header = (
        parts.header if chance.random() < 0.99 else chance.choice(("kube-ledger/bundle/2", "kube-ledger/bundle/1 ", ""))
    )
    lines = parts.lines()
    if chance.random() < 0.15:
        made.append("of_lines")
        lines = of_lines(chance, lines)
    data = b"".join(line + b"\n" for line in lines)
    if chance.random() < 0.15 and data:
        made.append("of_bytes")
        data = of_bytes(chance, data)
    return Case(data, vkeys, earlier, " ".join(made) or "good")
