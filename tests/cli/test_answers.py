"""What `replay`, `explain` and `verify` answer is what the library answers."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from command_line import GROUP, SIZE, founding, line
from kube_ledger import AsOf, Ledger, Period, projections
from kube_ledger.events import IksDisbursed
from support import participation_of

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Kube, Lines


JAKARTA = timezone(timedelta(hours=7))
VIEWS: list[tuple[list[str], AsOf]] = [
    ([], AsOf()),
    (["--occurred-on", "2019-03-31"], AsOf(occurred_on=date(2019, 3, 31))),
    (["--position", "0"], AsOf(position=0)),
    (["--position", "200"], AsOf(position=200)),
    (["--position", "999999"], AsOf(position=999_999)),
    (["--recorded-at", "2019-03-03T20:00"], AsOf(recorded_at=datetime(2019, 3, 3, 20, tzinfo=JAKARTA))),
    (["--recorded-at", "2019-03-03 20:00:30.5"], AsOf(recorded_at=datetime(2019, 3, 3, 20, 0, 30, 500_000, JAKARTA))),
    (["--recorded-at", "2019-03-03T13:00Z"], AsOf(recorded_at=datetime(2019, 3, 3, 13, tzinfo=UTC))),
    (["--recorded-at", "1999-01-01T00:00"], AsOf(recorded_at=datetime(1999, 1, 1, tzinfo=JAKARTA))),
    (
        ["--occurred-on", "2019-02-28", "--recorded-at", "2019-03-02T00:00+07:00", "--position", "150"],
        AsOf(occurred_on=date(2019, 2, 28), recorded_at=datetime(2019, 3, 2, tzinfo=JAKARTA), position=150),
    ),
]
PERIODS: list[tuple[list[str], Period | None]] = [
    ([], None),
    (["--from", "2019-02-01", "--to", "2019-02-28"], Period(date(2019, 2, 1), date(2019, 2, 28))),
    (["--from", "2019-06-01"], Period(date(2019, 6, 1), date.max)),
    (["--to", "2019-01-31"], Period(date.min, date(2019, 1, 31))),
]


def shown(value: object) -> str:
    """How a list of arguments is named in a report."""
    return " ".join(value) if isinstance(value, list) else ""


def as_told(view: AsOf) -> dict[str, Any]:
    at = view.recorded_at
    return {
        "occurred_on": None if view.occurred_on is None else view.occurred_on.isoformat(),
        "recorded_at": None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "position": view.position,
    }


@pytest.mark.parametrize(("asked", "view"), VIEWS, ids=shown)
@pytest.mark.parametrize("verb", ["replay", "putar-ulang"])
def test_replay_is_the_view_of_that_moment(
    kube: Kube, told_book: Path, verb: str, asked: list[str], view: AsOf
) -> None:
    done = kube(verb, told_book, "--group", GROUP, *asked, "--json")
    assert (done.code, done.err) == (0, "")
    with Ledger.open(told_book, read_only=True) as ledger:
        group = ledger.group(GROUP)
        assert done.json == {
            "group": GROUP,
            "size": group.size,
            "root": group.root.hex(),
            "as_of": as_told(view),
            "balances": [row._asdict() for row in group.view(projections.balances, as_of=view).rows],
            "participation": participation_of(group.view(projections.participation, as_of=view)),
            "digest": group.digest(projections.balances, as_of=view).hex(),
        }


@pytest.mark.parametrize(("asked", "period"), PERIODS, ids=shown)
def test_the_window_is_that_of_participation_alone(
    kube: Kube, told_book: Path, asked: list[str], period: Period | None
) -> None:
    answer = kube("--json", "replay", told_book, "--group", GROUP, *asked).json
    with Ledger.open(told_book, read_only=True) as ledger:
        group = ledger.group(GROUP)
        assert answer["participation"] == participation_of(group.view(projections.participation, period=period))
        assert answer["digest"] == group.digest(projections.balances).hex()


def test_a_time_without_a_zone_is_the_groups_own(kube: Kube, told_book: Path) -> None:
    asked = ("--json", "replay", told_book, "--group", GROUP, "--recorded-at")
    # The first call as the wall clock of Jakarta shows it, 12:08:42 UTC; a second earlier there is nothing.
    first, before = kube(*asked, "2019-01-02T19:08:42").json, kube(*asked, "2019-01-02T19:08:41").json
    assert first == kube(*asked, "2019-01-02T12:08:42Z").json
    assert first["participation"]["members"] != before["participation"]["members"] == {}
    assert before["as_of"]["recorded_at"] == "2019-01-02T12:08:41Z"


@pytest.mark.parametrize(("asked", "view"), VIEWS, ids=shown)
@pytest.mark.parametrize(
    ("account", "more"),
    [("cash", {}), ("cash", {"fund": "iks"}), ("dues", {"party": "m08"}), ("bank", {"fund": "tidak-ada"})],
)
def test_explain_is_the_explanation_of_that_moment(  # noqa: PLR0917  # two fixtures and two pairs
    kube: Kube, told_book: Path, account: str, more: dict[str, str], asked: list[str], view: AsOf
) -> None:
    options = [word for name, value in more.items() for word in (f"--{name}", value)]
    done = kube("jelaskan", told_book, account, "--group", GROUP, *options, *asked, "--json")
    with Ledger.open(told_book, read_only=True) as ledger:
        explanation = ledger.group(GROUP).explain(account, **more, as_of=view)
    assert (done.code, done.err) == (0, "")
    assert done.json["total"] == explanation.total == sum(one["amount"] for one in done.json["lines"])
    assert done.json["lines"] == [
        {
            "position": line.position,
            "event_id": line.event_id,
            "type": line.event.event_type,
            "occurred_on": line.event.occurred_on.isoformat(),
            "amount": line.share,
        }
        for line in explanation.lines
    ]


def test_what_came_in_is_no_negative_figure_to_people(kube: Kube, told_book: Path) -> None:
    out = kube("explain", told_book, "dues", "--group", GROUP, "--party", "m08").out
    assert out.startswith("Iuran kas, pihak m08: Rp 220.000 (kredit), dari 44 catatan\n")
    assert "-Rp" not in out
    assert "-Rp 300.000" in kube("explain", told_book, "cash", "--group", GROUP, "--fund", "iks").out


def test_why_somebody_was_helped_is_never_shown(kube: Kube, told_book: Path) -> None:
    with Ledger.open(told_book, read_only=True) as ledger:
        events = [entry.event for entry in ledger.group(GROUP).entries()]
    reasons = {event.reason for event in events if isinstance(event, IksDisbursed)}
    assert reasons
    for account in (["solidarity"], ["cash", "--fund", "iks"], ["cash"]):
        for form in ([], ["--json"]):
            shown = kube("explain", told_book, *account, "--group", GROUP, *form).out
            assert not [reason for reason in reasons if str(reason) in shown]


@pytest.mark.parametrize("verb", ["verify", "periksa"])
def test_an_intact_ledger_is_said_to_be_intact(kube: Kube, told_book: Path, verb: str) -> None:
    done = kube(verb, told_book)
    assert (done.code, done.err) == (0, "")
    with Ledger.open(told_book, read_only=True) as ledger:
        root = ledger.group(GROUP).root.hex()
        (audit,) = ledger.verify()
    assert done.out.startswith(f"Catatan utuh: 1.319 catatan kelompok {GROUP}, sidik {root[:16]}.\n")
    answer = kube(verb, told_book, "--group", GROUP, "--json").json
    assert list(answer) == ["groups"]
    (told,) = answer["groups"]
    assert (told["group"], told["size"], told["root"]) == (GROUP, SIZE, root)
    assert [one["code"] for one in told["findings"]] == [finding.code for finding in audit.findings]


def test_bookkeeping_findings_count_when_they_are_asked_for(kube: Kube, lines_file: Lines, tmp_path: Path) -> None:
    left = line("member-left", key="left", member_id="m02", reason="sakit")
    path = tmp_path / "x.kube"
    done = kube("import", path, lines_file([*founding(), left]), "--group", "a")
    assert done.code == 0
    assert done.err == "Isian peka disimpan terbuka, karena buku ini dibuka tanpa kunci penyegel.\n"
    relaxed = kube("verify", path)
    assert relaxed.code == 0
    assert "--strict" in relaxed.out
    strict = kube("verify", path, "--strict")
    assert strict.code == 1
    assert "Catatan utuh" in strict.out
    assert "isian peka (alasan) yang tidak disegel" in strict.out
    codes = [one["code"] for one in kube("verify", path, "--json").json["groups"][0]["findings"]]
    assert "sensitive-in-clear" in codes
    assert "sakit" not in strict.out


def tampered(path: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return path


RECORD_50 = (
    "UPDATE events SET record = CAST(substr(record, 1, length(record) - 1) || x'00' AS BLOB) WHERE position = 50"
)


def test_a_changed_record_is_named_and_the_exit_code_is_1(kube: Kube, book: Path) -> None:
    tampered(book, RECORD_50)
    done = kube("verify", book)
    assert (done.code, done.err) == (1, "")
    assert "Catatan TIDAK utuh" in done.out
    assert "nomor 50" in done.out
    assert "Saran: " in done.out
    answer = kube("--json", "verify", book, "--lang", "en")
    assert answer.code == 1
    findings = answer.json["groups"][0]["findings"]
    assert {"kind", "code", "position", "what", "expected", "advice"} == set(findings[0])
    assert ("integrity", "leaf-mismatch", 50) in {(one["kind"], one["code"], one["position"]) for one in findings}
    assert "was changed" in next(one["what"] for one in findings if one["code"] == "leaf-mismatch")


@pytest.mark.parametrize("verb", ["replay", "export"])
def test_a_changed_record_stops_every_figure(kube: Kube, book: Path, tmp_path: Path, verb: str) -> None:
    tampered(book, RECORD_50)
    rest = ("--format", "jsonl", "-o", tmp_path / "x.jsonl") if verb == "export" else ()
    done = kube(verb, book, "--group", GROUP, *rest)
    assert (done.code, done.out) == (2, "")
    assert "nomor 50" in done.err
    assert [found.name for found in tmp_path.iterdir()] == ["melati-3.kube"]


def test_repair_rebuilds_what_is_derived(kube: Kube, book: Path) -> None:
    tampered(book, "DELETE FROM keys WHERE position = 0")
    assert kube("verify", book).code == 1
    done = kube("verify", book, "--repair")
    assert (done.code, done.err) == (0, "")
    assert "diperbaiki" in done.out
    assert "Catatan utuh" in done.out
    again = kube("verify", book, "--repair", "--json").json
    assert again["repaired"] == [{"group": GROUP, "mended": [], "refused": []}]


def test_repair_leaves_evidence_alone(kube: Kube, book: Path) -> None:
    before = tampered(book, RECORD_50).read_bytes()
    done = kube("verify", book, "--repair")
    assert done.code == 1
    assert "TIDAK diperbaiki" in done.out
    assert book.read_bytes() == before


def test_a_ledger_without_groups_is_said_to_be_empty(kube: Kube, tmp_path: Path) -> None:
    path = tmp_path / "kosong.kube"
    Ledger.create(path).close()
    assert kube("verify", path) == (0, f"Buku '{path}' belum memuat kelompok.\n", "")
    assert kube("verify", path, "--json").json == {"groups": []}
    done = kube("replay", path, "--group", GROUP)
    assert done == (2, "", f"Kelompok '{GROUP}' tidak ada: buku '{path}' belum memuat kelompok.\n")


@pytest.mark.parametrize(
    "arguments",
    [("replay",), ("explain", "cash"), ("verify",), ("verify", "--repair"), ("export", "--format", "jsonl", "-o", "-")],
    ids=" ".join,
)
def test_an_unknown_group_is_no_empty_book(kube: Kube, told_book: Path, arguments: tuple[str, ...]) -> None:
    verb, *rest = arguments
    done = kube(verb, told_book, *rest, "--group", "melati-4")
    assert done == (2, "", f"Kelompok 'melati-4' tidak ada dalam buku '{told_book}'. Yang ada: melati-3.\n")


def test_an_apps_events_are_read_with_the_apps_domain(kube: Kube, lines_file: Lines, tmp_path: Path) -> None:
    money = line("donation-received", key="d", fund="kas", amount=100_000, donor="Warga")
    loan = line("simpan/loan-given", key="loan", member_id="m01", amount=40_000)
    path, file = tmp_path / "x.kube", lines_file([*founding(), money, loan])
    assert kube("import", path, file, "--group", "a").code == 1
    assert not path.exists()
    assert kube("--domain", "simpan:SIMPAN", "import", path, file, "--group", "a").code == 0
    rows = kube("replay", path, "--group", "a", "--domain", "simpan:SIMPAN", "--json").json["balances"]
    assert {"account": "simpan/loans", "fund": "kas", "party": "m01", "amount": 40_000} in rows
    shown = kube("replay", path, "--group", "a", "--domain", "simpan:SIMPAN").out
    assert "Simpan/loans m01" in shown
    assert (
        kube("explain", path, "simpan/loans", "--group", "a", "--domain", "simpan:SIMPAN", "--json").json["total"]
        == 40_000
    )
    without = kube("replay", path, "--group", "a")
    assert (without.code, without.out) == (2, "")
    assert "simpan/loan-given" in without.err
    assert kube("export", path, "--group", "a", "--format", "jsonl", "-o", tmp_path / "x.jsonl").code == 0


def loans(kube: Kube, lines_file: Lines, path: Path) -> Path:
    """A book with two loans, which only their own app understands."""
    money = line("donation-received", key="d", fund="kas", amount=100_000, donor="Warga")
    given = [line("simpan/loan-given", key=f"loan-{amount}", member_id="m01", amount=amount) for amount in (90_000, 1)]
    file = lines_file([*founding(), money, *given])
    assert kube("--domain", "simpan:SIMPAN", "import", path, file, "--group", "a").code == 0
    return path


def test_a_book_of_unknown_types_is_intact_and_said_not_to_be_fully_checked(
    kube: Kube, lines_file: Lines, tmp_path: Path
) -> None:
    path = loans(kube, lines_file, tmp_path / "x.kube")
    done = kube("verify", path)
    assert (done.code, done.err) == (1, "")
    shown = " ".join(done.out.split())
    assert shown.startswith("Catatan utuh: ")
    assert "Tetapi 2 di antaranya berjenis yang tidak dikenal program ini (simpan/loan-given)" in shown
    assert "Perbarui aplikasi, atau sebutkan domain aplikasi yang mencatatnya dengan --domain." in shown
    assert "TIDAK utuh" not in shown
    english = " ".join(kube("--lang", "en", "verify", path).out.split())
    assert "But 2 of them are of types that this program does not know (simpan/loan-given)" in english
    assert "NOT intact" not in english
    assert {one["code"] for one in kube("verify", path, "--json").json["groups"][0]["findings"]} >= {"unknown-version"}
    known = kube("--domain", "simpan:SIMPAN", "verify", path)
    assert (known.code, known.err) == (0, "")
    assert "Tetapi" not in known.out


def test_a_changed_record_among_unknown_types_is_no_intact_book(kube: Kube, lines_file: Lines, tmp_path: Path) -> None:
    path = loans(kube, lines_file, tmp_path / "x.kube")
    tampered(path, RECORD_50.replace("= 50", "= 2"))
    done = kube("verify", path)
    assert done.code == 1
    assert "Catatan TIDAK utuh" in done.out
    assert "Catatan utuh" not in done.out
