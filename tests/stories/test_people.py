"""Who may be named, and as what, on which day."""

from book import JULY_1, JULY_7, JULY_14, Book, says
from kube_ledger import events


def assigned(person: str, role: str, book: Book, **other: object) -> events.RoleAssigned:
    return events.RoleAssigned(occurred_on=other.get("on", book.day), person_id=person, role=role)  # type: ignore[arg-type]


def test_a_stranger_pays_no_dues() -> None:
    book = Book("m01")
    refusal = book.refuses(book.dues("m99"))
    says(refusal, "unknown-member", "'m99'", "tidak pernah menjadi anggota", field="member_id", person="m99")


def test_a_stranger_among_those_who_came_is_named_with_her_place_in_the_list() -> None:
    book = Book("m01", "m02")
    refusal = book.refuses(book.meeting("w27", "m01", "m99", "m02"))
    says(refusal, "unknown-member", "'m99'", field="attendees[1]", person="m99")


def test_an_outsider_becomes_no_treasurer() -> None:
    book = Book("m01")
    says(book.refuses(assigned("ibu-ani", "treasurer", book)), "unknown-member", "'ibu-ani'", field="person_id")


def test_what_is_owed_to_a_member_must_be_owed_to_one_who_ever_was() -> None:
    book = Book("m01")
    refusal = book.refuses(book.opening(("cash", 8_000, None), ("member-shares", -8_000, "m99")))
    says(refusal, "unknown-member", "'m99'", field="lines[1].party", person="m99")


def test_nobody_knows_the_host() -> None:
    book = Book("m01")
    meeting = events.MeetingHeld(
        occurred_on=book.day, meeting_id="w27", host_id="pak-rt", attendees=["m01"], agenda=["iuran"]
    )
    says(book.refuses(meeting), "unknown-person", "'pak-rt'", "tidak dikenal", field="host_id", person="pak-rt")


def test_a_facilitator_is_known_once_she_was_given_the_role() -> None:
    book = Book("m01")
    hope = events.HopeStated(occurred_on=book.day, person_id="f01", text="lebih banyak pembeli")
    says(book.refuses(hope), "unknown-person", "'f01'", field="person_id")
    book.tells(assigned("f01", "facilitator", book))
    book.tells(hope)


def test_who_left_takes_part_no_more_and_who_has_not_joined_not_yet() -> None:
    book = Book("m01")
    book.leaves("m01", on=JULY_7)
    book.tells(book.dues("m01", on=JULY_7))
    refusal = book.refuses(book.dues("m01", on=JULY_14))
    says(refusal, "not-a-member-then", "'m01'", "14 Juli 2019", field="member_id", occurred_on=JULY_14)
    book.joins("m02", on=JULY_14)
    says(book.refuses(book.dues("m02", on=JULY_7)), "not-a-member-then", "'m02'", "7 Juli 2019")


def test_a_member_joins_once() -> None:
    book = Book("m01")
    refusal = book.refuses(book.joining("m01"))
    says(refusal, "already-a-member", "'m01'", "7 Juli 2019", "anggota", field="member_id", held="member")


def test_a_wrong_joining_is_undone_by_leaving_that_day() -> None:
    book = Book("m01")
    book.joins("m02", on=JULY_7)
    book.leaves("m02", on=JULY_7)
    says(book.refuses(book.dues("m02", on=JULY_7)), "not-a-member-then", "'m02'")
    book.joins("m02", on=JULY_7)
    book.tells(book.dues("m02", on=JULY_7))


def test_the_facilitator_is_no_member_and_no_member_is_facilitator() -> None:
    book = Book("m01")
    book.tells(assigned("f01", "facilitator", book))
    says(book.refuses(book.joining("f01")), "already-a-member", "'f01'", "pendamping", held="facilitator")
    refusal = book.refuses(assigned("m01", "facilitator", book, on=JULY_14))
    says(refusal, "already-a-member", "'m01'", "14 Juli 2019", field="person_id", held="member")


def test_a_role_has_one_holder_until_it_ends() -> None:
    book = Book("m01", "m02")
    book.tells(assigned("m01", "treasurer", book, on=JULY_1))
    refusal = book.refuses(assigned("m02", "treasurer", book))
    says(refusal, "role-taken", "'m01'", "bendahara", "7 Juli 2019", field="role", holder="m01", role="treasurer")
    book.tells(events.RoleEnded(occurred_on=JULY_7, person_id="m01", role="treasurer"))
    book.tells(assigned("m02", "treasurer", book))


def test_a_role_that_nobody_holds_cant_end() -> None:
    book = Book("m01")
    refusal = book.refuses(events.RoleEnded(occurred_on=book.day, person_id="m01", role="chair"))
    says(refusal, "unknown-reference", "chair m01", field="role", reference="chair m01")
