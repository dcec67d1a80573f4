"""A checked receipt for people: what the record says, the head it is under, and in one sentence what is proven."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from kube_ledger.days import from_us
from kube_ledger.events import UnknownEvent
from kube_ledger.exchange.described import Describer, Line
from kube_ledger.wording import day

from .shown_lines import MARGIN, say, show_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kube_ledger.audit.receipt import Proven, Receipt
    from kube_ledger.domain import Domain
    from kube_ledger.proofs import Cosigned, VerifierKey

    from .asking import Ask

_MICROSECONDS: Final = 1_000_000
_DIGITS: Final = 16
"""How many digits of a root other verbs show: here they stand apart, to be found again."""

# A receipt does not say where its group lives; this is the clock of the capital, and says so.
_WIB: Final = timezone(timedelta(hours=7), "WIB")


def show_refused(ask: Ask, problem: str) -> None:
    """Why it is no proof; nothing of what it says is shown."""
    say(ask, ask.words("receipt/not-proven", problem=problem), "bold red")


def show_proven(
    ask: Ask,
    receipt: Receipt,
    proven: Proven,
    domain: Domain,
    *,
    witnesses: Sequence[VerifierKey],
    head: str | None,
) -> None:
    """All that the receipt proves.

    Args:
        ask: The language and the screen.
        receipt: It.
        proven: What its check gave.
        domain: Knows the words of its event.
        witnesses: Those that were asked for.
        head: The file of the head that it was held against, if one was.
    """
    words = ask.words
    ask.screen.heading(words("receipt/title", group=receipt.group_id))
    show_lines(ask, _lines(ask, receipt, proven, domain))
    event = proven.entry.event
    if isinstance(event, UnknownEvent):
        say(ask, words("receipt/unknown", type=event.type, version=event.version), "bold yellow")
    ask.screen.blank()
    say(ask, words("receipt/head"))
    for line in receipt.checkpoint.text.splitlines():
        say(ask, line, before=" " * MARGIN)
    ask.screen.blank()
    _show_signatures(ask, proven)
    for witness in witnesses:
        _show_witness(ask, witness, proven.cosigned)
    say(ask, *_closing(ask, receipt, proven, head))


def _lines(ask: Ask, receipt: Receipt, proven: Proven, domain: Domain) -> list[Line]:
    words, entry, describer = ask.words, proven.entry, Describer(domain, ask.words.lang)
    return [
        Line(words("receipt/kind"), describer.kind(entry.event)),
        Line(words("receipt/day"), day(entry.event.occurred_on, words.lang)),
        Line(words("receipt/recorded-by"), describer.author(entry.recorded_by)),
        Line(words("receipt/recorded-at"), _moment(ask, entry.recorded_at)),
        *describer.lines(entry.event),
        Line(words("receipt/place"), words("receipt/place-of", position=receipt.index, size=proven.size)),
        Line(words("receipt/root"), " ".join(wrap(proven.root.hex(), _DIGITS))),
        Line(words("receipt/code"), receipt.short_code),
    ]


def _moment(ask: Ask, moment: datetime) -> str:
    try:
        here = moment.astimezone(_WIB)
    except OverflowError:  # in the last hours of year 9999
        here = moment.astimezone(UTC)
    return ask.words("receipt/moment", day=here.date(), clock=f"{here:%H.%M} {here.tzname()}")


def _show_signatures(ask: Ask, proven: Proven) -> None:
    """Whose hand the record itself bears, and which of that nobody has judged."""
    own, words = proven.record_signatures, ask.words
    if proven.entry.actor_key is not None and not any(one.is_author for one in own):
        say(ask, words("receipt/author-missing", key_id=proven.entry.actor_key.hex()), "bold yellow")
    for one in own:
        facts = {"key_id": one.key_id.hex(), "whose": words("receipt/author" if one.is_author else "receipt/approver")}
        if one.by is None:
            say(ask, words("receipt/signature-unjudged", **facts), "bold yellow")
        elif one.by.enrolled_at is None:
            say(ask, words("receipt/signature-of-key", **facts, called=one.by.key.name))
        else:
            person, position = one.by.person_id, one.by.enrolled_at
            say(ask, words("receipt/signature-of-person", **facts, person=person, position=position))


def _show_witness(ask: Ask, witness: VerifierKey, cosigned: Sequence[Cosigned]) -> None:
    times = [one.time for one in cosigned if one.key == witness]
    if not times:
        say(ask, ask.words("receipt/not-witnessed", witness=witness.name), "bold yellow")
        return
    try:
        moment = _moment(ask, from_us(times[0] * _MICROSECONDS))
    except ValueError:  # a clock that no calendar reaches
        say(ask, ask.words("receipt/witnessed", witness=witness.name))
    else:
        say(ask, ask.words("receipt/witnessed-at", witness=witness.name, moment=moment))


def _closing(ask: Ask, receipt: Receipt, proven: Proven, head: str | None) -> tuple[str, str]:
    """The last sentence and its style."""
    group = receipt.group_id
    if proven.signed_by:
        keys = ", ".join(f"{key.name}+{key.key_hash.hex()}" for key in proven.signed_by)
        return ask.words("receipt/proven-signed", group=group, key=keys), "bold green"
    if proven.cosigned:
        return ask.words("receipt/proven-witnessed", group=group), "bold green"
    if head is not None:
        return ask.words("receipt/proven-head", group=group, file=head), "bold green"
    return ask.words("receipt/proven-unchecked" if proven.unchecked else "receipt/proven-unsigned"), "bold yellow"
