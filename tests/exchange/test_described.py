"""An event in words: every field that was given, under its label, and of what is sensitive only that it is there."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import attrs
import pytest

import specimens
from kube_ledger import KUBE, events, wording
from kube_ledger.events import EVENTS, Event, UnknownEvent
from kube_ledger.events.shapes import Many, Nested, fields_of, sealed_fields
from kube_ledger.exchange.described import Describer, Line

DAY: Final = date(2019, 7, 7)
PRIVATE: Final = {"id": "(data pribadi, tidak ditampilkan)", "en": "(personal data, not shown)"}
LANGS: Final[tuple[wording.Lang, ...]] = ("id", "en")


def described(event: Event, lang: wording.Lang = "id") -> list[tuple[str, str]]:
    return [(line.label, line.value) for line in Describer(KUBE, lang).lines(event)]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("cls", EVENTS, ids=lambda cls: cls.event_type)
def test_every_field_that_is_given_is_told_under_its_label(cls: type[Event], lang: wording.Lang) -> None:
    for event in (specimens.full(cls), specimens.bare(cls)):
        told = [line for line in Describer(KUBE, lang).lines(event) if line.depth == 0]
        expected = []
        for field in fields_of(cls):
            value, label = getattr(event, field.name), wording.label(field.name, lang)
            if isinstance(field.shape, Many) and isinstance(field.shape.item, Nested) and value:
                expected += [f"{label} {number}" for number in range(1, len(value) + 1)]
            elif value is not None:
                expected.append(label)
        assert [line.label for line in told] == expected
        assert all(isinstance(line.value, str) for line in told)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("cls", [cls for cls in EVENTS if sealed_fields(cls)], ids=lambda cls: cls.event_type)
def test_what_is_sensitive_is_never_told_sealed_or_not(cls: type[Event], lang: wording.Lang) -> None:
    for event in (specimens.full(cls), specimens.sealed(cls)):
        assert event is not None
        lines = described(event, lang)
        for field in sealed_fields(cls):
            assert (wording.label(field.name, lang), PRIVATE[lang]) in lines
            value = str(getattr(specimens.full(cls), field.name))
            assert not any(value in told or wording.label(value, lang) in told for _, told in lines)


def test_a_reason_that_is_told_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    event = specimens.full(events.IksDisbursed)
    open_fields = tuple(attrs.evolve(field, sealed_subject=None) for field in fields_of(events.IksDisbursed))
    monkeypatch.setattr("kube_ledger.exchange.described.fields_of", lambda _: open_fields)
    assert ("alasan", "kebutuhan mendesak") in described(event)


def test_values_read_as_people_write_them() -> None:
    sale = events.SaleRecorded(
        occurred_on=DAY,
        sale_id="s-01",
        owner="group",
        product="bir pletok",
        channel="bazaar",
        lots=1_200,
        lot_size=2,
        lot_price=15_000,
        deposit_used=0,
        paid=True,
    )
    assert described(sale) == [
        ("penjualan", "s-01"),
        ("pemilik", "kelompok"),
        ("barang", "bir pletok"),
        ("tempat jual", "bazar"),
        ("paket", "1.200"),
        ("isi per paket", "2"),
        ("harga per paket", "Rp 15.000 (lima belas ribu rupiah)"),
        ("uang muka dipakai", "Rp 0 (nol rupiah)"),
        ("lunas", "ya"),
        ("masuk ke", "kas tunai"),
    ]
    assert ("lot price", "Rp 15.000 (fifteen thousand rupiah)") in described(sale, "en")
    member = events.MemberJoined(occurred_on=DAY, member_id="m01", cadre=False, own_business=True)
    assert described(member) == [("anggota", "m01"), ("kader", "tidak"), ("usaha sendiri", "ya")]
    booked = events.CashDifferenceBooked(occurred_on=DAY, fund="kas", difference=-2_500, explanation="uang kembali")
    assert described(booked)[:2] == [("dana", "Kas"), ("selisih", "-Rp 2.500 (minus dua ribu lima ratus rupiah)")]
    own_fund = events.CashDeposited(occurred_on=DAY, fund="order", amount=1_000)
    assert described(own_fund)[0] == ("dana", "order"), "a fund of the group's own has a name, whatever else has it"
    closed = events.MonthClosed(occurred_on=DAY, month="2019-06", digest=b"\xa5" * 32)
    assert described(closed) == [("bulan", "Juni 2019"), ("sidik", "a5" * 32)]
    met = events.MeetingHeld(occurred_on=DAY, meeting_id="w27", attendees=["m01", "m02"], agenda=["iuran", "doa"])
    assert described(met)[1:] == [("yang hadir", "m01, m02"), ("acara", "iuran; doa")]
    nobody = events.MeetingHeld(occurred_on=DAY, meeting_id="w27", attendees=[], agenda=[])
    assert described(nobody)[1:] == [("yang hadir", "tidak ada"), ("acara", "tidak ada")]


def test_what_has_parts_is_told_part_by_part() -> None:
    split = events.SaleSplit(
        occurred_on=DAY,
        sale_ids=["s-01"],
        proceeds=10_000,
        kas_share=1_000,
        shares=[events.Share(member_id=member, amount=4_500) for member in ("m01", "m02")],
    )
    assert list(Describer(KUBE).lines(split))[3:] == [
        Line("bagian anggota 1", ""),
        Line("anggota", "m01", 1),
        Line("jumlah", "Rp 4.500 (empat ribu lima ratus rupiah)", 1),
        Line("bagian anggota 2", ""),
        Line("anggota", "m02", 1),
        Line("jumlah", "Rp 4.500 (empat ribu lima ratus rupiah)", 1),
    ]
    reversed_ = specimens.full(events.EventReversed)
    lines = list(Describer(KUBE).lines(reversed_))
    assert Line("catatan semula", "iuran kas, 7 Juli 2019") in lines
    assert Line("jumlah", "Rp 5.000 (lima ribu rupiah)", 1) in lines


def test_a_reversal_does_not_tell_why_somebody_was_helped() -> None:
    helped = specimens.full(events.IksDisbursed)
    reversal = events.EventReversed(occurred_on=DAY, target=7, original=helped, reason="salah orang")
    lines = list(Describer(KUBE).lines(reversal))
    assert Line("alasan", "(data pribadi, tidak ditampilkan)", 1) in lines
    assert Line("alasan", "salah orang", 0) in lines


def test_of_what_is_not_known_only_its_name_is_told() -> None:
    unknown = UnknownEvent(occurred_on=DAY, type="simpan/loan-given", version=2, payload=("sakit",))
    say = Describer(KUBE)
    assert say.kind(unknown) == "simpan/loan-given"
    assert list(say.lines(unknown)) == []
    reversal: Any = specimens.full(events.EventReversed)
    lines = list(say.lines(type(reversal).trusted({**attrs.asdict(reversal, recurse=False), "original": unknown})))
    assert Line("catatan semula", "simpan/loan-given, 7 Juli 2019 (jenis yang belum dikenal)") in lines
    assert not any("sakit" in line.value for line in lines)


def test_an_author_is_called_by_her_role_and_as_she_was_recorded() -> None:
    say = Describer(KUBE)
    assert [say.author(name) for name in ("treasurer", "chair", "m01", "cash")] == [
        "bendahara (treasurer)",
        "ketua (chair)",
        "m01",
        "cash",
    ]
    assert Describer(KUBE, "en").author("treasurer") == "treasurer"


def test_an_apps_own_words_are_used() -> None:
    app = KUBE.extended(name="x:X", wording={"note-added": ("tempelan", "sticker"), "text": ("tulisan", "writing")})
    event = events.NoteAdded(occurred_on=DAY, target=3, text="x")
    assert Describer(app).kind(event) == "tempelan"
    assert [line.label for line in Describer(app, "en").lines(event)] == ["target", "writing"]
