"""The types of fields. Each alias carries its own check and, where it names something, what it must refer to.

`MemberId` is a plain `str` for a type checker and for the caller; when the program runs, the annotation tells the
constructor what to check, the codec how to write it, the rules what must stand in the books, and the documentation
what to print. An app's events use the same aliases.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Final, Literal

from attrs import evolve, frozen

from kube_ledger.days import is_month, is_zone
from kube_ledger.errors import ProofError
from kube_ledger.ids import is_id
from kube_ledger.journal import ACCOUNTS, OPENING
from kube_ledger.money import MAX_RUPIAH
from kube_ledger.text import MAX_TEXT, Problem, text_problem
from kube_ledger.wording import kind, number

MAX_ITEMS: Final = 4_096

GROUP_OWNER: Final = "group"
"""The owner of what belongs to the group; so it is no person's id."""
_SHOWN_BITS: Final = 128

Check = Callable[[Any], Problem | None]

Reference = Literal[
    "member",
    "past-member",
    "person",
    "facilitator",
    "owner",
    "fund",
    "meeting",
    "new-meeting",
    "decision",
    "past-decision",
    "new-decision",
    "open-problem",
    "new-problem",
    "sale",
    "new-sale",
    "open-order",
    "new-order",
    "menu",
    "new-menu",
    "batch",
    "new-batch",
    "competition",
    "new-competition",
    "open-aid",
    "new-aid",
    "earlier-position",
]
"""What a field's value must refer to; `rules.references` says what each means on a day and at a position."""


@frozen(eq=False)
class Leaf:
    """One kind of value that has no parts.

    Args:
        name: What the documentation calls it.
        python: The exact type of a value; no subclass is taken for it, so a bool is never an int.
        check: The problem with a value of that type, or None.
        check_stored: The same for a value that was stored before: what depends on the writer's machine left out.
        reference: What the value refers to.
    """

    name: str
    python: type
    check: Check
    check_stored: Check
    reference: Reference | None = None

    def problem(self, value: object, *, stored: bool = False) -> Problem | None:
        """What is wrong with a value, its type first; None if nothing is."""
        if type(value) is not self.python:
            return other_kind(value, self.name, _WORDS.get(self.name, self.name))
        return self.check_stored(value) if stored else self.check(value)


_WORDS: Final = {
    "text": "teks",
    "id": "nomor/nama singkat",
    "rupiah": "rupiah bulat",
    "whole number": "bilangan bulat",
    "day": "tanggal",
    "month": "bulan",
    "yes or no": "ya/tidak",
    "digest": "sidik",
    "time zone": "nama zona waktu",
    "account": "nama akun",
    "position": "nomor catatan",
    "verifier key": "kunci publik",
    "key id": "nomor kunci",
}


def other_kind(value: object, wanted: str, wanted_id: str) -> Problem:
    """That a value is of another kind than is wanted: the problem whose words need no Python.

    Args:
        value: What was given.
        wanted: What should have been, in English, without article.
        wanted_id: The same in Indonesian.
    """
    if value is None:
        return (f"{kind(value, 'en')} is no {wanted}", f"{kind(value)}, seharusnya {wanted_id}")
    return (f"{kind(value, 'en')} is no {wanted}", f"{kind(value)} bukan {wanted_id}")


def _leaf(name: str, python: type, check: Check, *, stored: Check | None = None) -> Leaf:
    return Leaf(name=name, python=python, check=check, check_stored=stored or check)


def _between(low: int, high: int) -> Check:
    def check(value: int) -> Problem | None:
        if low <= value <= high:
            return None
        return (
            f"{_shown(value)} is not between {low} and {high}",
            f"{_shown(value)} tidak di antara {number(low)} dan {number(high)}",
        )

    return check


def _shown(value: int) -> str:
    # Python itself refuses to write out an int of more than 4,300 digits.
    bits = value.bit_length()
    return str(value) if bits <= _SHOWN_BITS else f"{'-' if value < 0 else ''}2**{bits - 1}…"


def _other_than_zero(value: int) -> Problem | None:
    if value == 0:
        return ("0 moves nothing", "0 tidak mengubah apa pun")
    return _between(-MAX_RUPIAH, MAX_RUPIAH)(value)


def text_leaf(longest: int) -> Leaf:
    """A text of at most `longest` characters."""
    return _leaf(
        "text",
        str,
        lambda value: text_problem(value, longest=longest),
        stored=lambda value: text_problem(value, longest=longest, stored=True),
    )


def _id_problem(value: str) -> Problem | None:
    if is_id(value):
        return None
    return (
        f"{value[:80]!r} is no id (1 to 64 of a-z 0-9 . _ -)",
        f"{value[:80]!r} bukan nomor/nama singkat (1 sampai 64 dari a-z 0-9 . _ -)",
    )


def _person_problem(value: str) -> Problem | None:
    if value == GROUP_OWNER:
        return ("'group' is no person's id", "'group' bukan nomor orang")
    return _id_problem(value)


def _month_problem(value: str) -> Problem | None:
    return None if is_month(value) else (f"{value[:80]!r} is no month YYYY-MM", f"{value[:80]!r} bukan bulan TTTT-BB")


def _zone_problem(value: str) -> Problem | None:
    if is_zone(value):
        return None
    return (f"{value[:80]!r} is no known time zone", f"{value[:80]!r} bukan zona waktu yang dikenal")


def _stored_text_problem(value: str) -> Problem | None:
    return text_problem(value, stored=True)


def _account_problem(value: str) -> Problem | None:
    if value in ACCOUNTS and value != OPENING.name:
        return None
    return (f"{value[:80]!r} is no account to open", f"{value[:80]!r} bukan akun yang bisa dibuka")


def _length(size: int) -> Check:
    def check(value: bytes) -> Problem | None:
        if len(value) == size:
            return None
        return (f"{len(value)} bytes, needed are {size}", f"{len(value)} byte, seharusnya {size}")

    return check


def _vkey_problem(value: str) -> Problem | None:
    from kube_ledger.proofs.keys import parse_vkey  # noqa: PLC0415  # only who enrols a key needs it

    try:
        parse_vkey(value)
    except ProofError as error:
        return (error.problem, error.problem_id)
    return text_problem(value, stored=True)


def _fine(_: object) -> None:
    return None


TEXT: Final = text_leaf(MAX_TEXT)
SHORT_TEXT: Final = text_leaf(200)
ID: Final = _leaf("id", str, _id_problem)
_PERSON: Final = _leaf("id", str, _person_problem)
DAY: Final = _leaf("day", date, _fine)


def _referring(leaf: Leaf, reference: Reference) -> Leaf:
    return evolve(leaf, reference=reference)


# Values.
Text = Annotated[str, TEXT]
Id = Annotated[str, ID]
Day = Annotated[date, DAY]
Month = Annotated[str, _leaf("month", str, _month_problem)]
Flag = Annotated[bool, _leaf("yes or no", bool, _fine)]
Rupiah = Annotated[int, _leaf("rupiah", int, _between(1, MAX_RUPIAH))]
RupiahOrZero = Annotated[int, _leaf("rupiah", int, _between(0, MAX_RUPIAH))]
Difference = Annotated[int, _leaf("rupiah", int, _other_than_zero)]
Count = Annotated[int, _leaf("whole number", int, _between(1, MAX_RUPIAH))]
Percent = Annotated[int, _leaf("whole number", int, _between(0, 100))]
Digest = Annotated[bytes, _leaf("digest", bytes, _length(32))]
TimeZone = Annotated[str, _leaf("time zone", str, _zone_problem, stored=_stored_text_problem)]
AccountName = Annotated[str, _leaf("account", str, _account_problem)]
VKey = Annotated[str, _leaf("verifier key", str, _vkey_problem)]
KeyId = Annotated[bytes, _leaf("key id", bytes, _length(8))]

# People, by what they must be on the day of the event.
AnyPersonId = Annotated[str, _PERSON]
MemberId = Annotated[str, _referring(_PERSON, "member")]
PastMemberId = Annotated[str, _referring(_PERSON, "past-member")]
PersonId = Annotated[str, _referring(_PERSON, "person")]
Owner = Annotated[str, _referring(ID, "owner")]
FacilitatorId = Annotated[str, _referring(_PERSON, "facilitator")]

# Things in the books.
FundId = Annotated[str, _referring(ID, "fund")]
MeetingId = Annotated[str, _referring(ID, "meeting")]
NewMeetingId = Annotated[str, _referring(ID, "new-meeting")]
DecisionId = Annotated[str, _referring(ID, "decision")]
PastDecisionId = Annotated[str, _referring(ID, "past-decision")]
NewDecisionId = Annotated[str, _referring(ID, "new-decision")]
OpenProblemId = Annotated[str, _referring(ID, "open-problem")]
NewProblemId = Annotated[str, _referring(ID, "new-problem")]
SaleId = Annotated[str, _referring(ID, "sale")]
NewSaleId = Annotated[str, _referring(ID, "new-sale")]
OpenOrderId = Annotated[str, _referring(ID, "open-order")]
NewOrderId = Annotated[str, _referring(ID, "new-order")]
MenuId = Annotated[str, _referring(ID, "menu")]
NewMenuId = Annotated[str, _referring(ID, "new-menu")]
BatchId = Annotated[str, _referring(ID, "batch")]
NewBatchId = Annotated[str, _referring(ID, "new-batch")]
CompetitionId = Annotated[str, _referring(ID, "competition")]
NewCompetitionId = Annotated[str, _referring(ID, "new-competition")]
OpenAidId = Annotated[str, _referring(ID, "open-aid")]
NewAidId = Annotated[str, _referring(ID, "new-aid")]
EarlierPosition = Annotated[int, _referring(_leaf("position", int, _between(0, MAX_RUPIAH)), "earlier-position")]

# Choices.
Role = Literal["chair", "secretary", "treasurer", "facilitator"]
Purse = Literal["cash", "bank"]
Category = Literal["ingredients", "equipment", "transport", "wages", "samples", "other"]
Channel = Literal["warung", "whatsapp", "facebook", "bazaar", "office", "friends", "order", "other"]
