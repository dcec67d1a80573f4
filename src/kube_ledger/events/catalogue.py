"""Every event type of ours, family by family, in the order of the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .aid import (
    AidAccountedFor,
    AidApproved,
    AidProposed,
    AidReceived,
    AidRejected,
    AidSpent,
    AidVerified,
)
from .assets import (
    AssetDonated,
    AssetLent,
    AssetReceived,
    AssetRetired,
    AssetReturned,
)
from .authority import KeyEnrolled, KeyRevoked, PersonErased
from .control import EventReversed, MonthClosed, MonthReopened, NoteAdded
from .facilitation import (
    BookkeepingReviewed,
    FacilitationDone,
    PublicationPosted,
    ReportSubmitted,
    VisitReceived,
)
from .group import (
    ActivityResumed,
    ActivitySuspended,
    FundOpened,
    GroupFormed,
    MemberJoined,
    MemberLeft,
    OpeningBalanceRecorded,
    RoleAssigned,
    RoleEnded,
)
from .kas import (
    CashCounted,
    CashDeposited,
    CashDifferenceBooked,
    CashWithdrawn,
    DonationReceived,
    DuesPaid,
    ExpensePaid,
    FundTransferred,
)
from .meetings import (
    DecisionMade,
    EvaluationHeld,
    HopeStated,
    IdeaContributed,
    MeetingHeld,
    ProblemRaised,
    ProblemResolved,
)
from .programmes import (
    BazaarJoined,
    CadreServiceDone,
    CompetitionEntered,
    CompetitionResult,
    HelpGiven,
    PmtDelivered,
    PmtFundsReceived,
    PmtFundsReturned,
    PmtMenuSet,
    PmtProduced,
    PmtSpoiled,
    PrizeReceived,
    TrainingHeld,
)
from .sales import (
    GoodsSpoiled,
    OrderCancelled,
    OrderTaken,
    PaymentReceived,
    ProductionRun,
    SaleRecorded,
    SaleSplit,
    SampleGiven,
    SharePaid,
)
from .solidarity import IksContributed, IksDisbursed
from .upcasters import UPCASTERS, checked_steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .base import Event
    from .upcasters import Payload, Upcaster

FAMILIES: Final[Mapping[str, tuple[type[Event], ...]]] = {
    "group": (
        *(GroupFormed, FundOpened, OpeningBalanceRecorded, MemberJoined, MemberLeft),
        *(RoleAssigned, RoleEnded, ActivitySuspended, ActivityResumed),
    ),
    "meetings": (
        *(MeetingHeld, IdeaContributed, ProblemRaised, ProblemResolved),
        *(DecisionMade, HopeStated, EvaluationHeld),
    ),
    "kas": (
        *(DuesPaid, ExpensePaid, DonationReceived, CashDeposited, CashWithdrawn),
        *(CashCounted, CashDifferenceBooked, FundTransferred),
    ),
    "solidarity": (IksContributed, IksDisbursed),
    "sales": (
        *(ProductionRun, GoodsSpoiled, OrderTaken, OrderCancelled, SaleRecorded),
        *(PaymentReceived, SampleGiven, SaleSplit, SharePaid),
    ),
    "programmes": (
        PmtMenuSet,
        PmtFundsReceived,
        PmtFundsReturned,
        PmtProduced,
        PmtDelivered,
        PmtSpoiled,
        BazaarJoined,
        CompetitionEntered,
        CompetitionResult,
        PrizeReceived,
        CadreServiceDone,
        HelpGiven,
        TrainingHeld,
    ),
    "assets": (AssetReceived, AssetDonated, AssetLent, AssetReturned, AssetRetired),
    "aid": (AidProposed, AidVerified, AidApproved, AidRejected, AidReceived, AidSpent, AidAccountedFor),
    "facilitation": (FacilitationDone, PublicationPosted, BookkeepingReviewed, ReportSubmitted, VisitReceived),
    "authority": (KeyEnrolled, KeyRevoked, PersonErased),
    "control": (EventReversed, NoteAdded, MonthClosed, MonthReopened),
}

EVENTS: Final[tuple[type[Event], ...]] = tuple(cls for family in FAMILIES.values() for cls in family)


class Catalogue:
    """The event types that a reader knows, and how it reads their older versions.

    Args:
        events: The classes.
        upcasters: The steps from older versions to these.

    Raises:
        ValueError: Two classes store under one name, or the upcasters don't lead to these classes.
    """

    __slots__ = ("_by_type", "_steps", "events", "upcasters")

    def __init__(self, events: Iterable[type[Event]], upcasters: Iterable[Upcaster] = ()) -> None:
        self.events = tuple(events)
        self.upcasters = tuple(upcasters)
        self._by_type: dict[str, type[Event]] = {}
        for cls in self.events:
            if self._by_type.setdefault(cls.event_type, cls) is not cls:
                raise ValueError(f"two classes are stored as {cls.event_type!r}")
        self._steps = checked_steps(self.events, self.upcasters)

    def find(self, type_: str) -> type[Event] | None:
        """The class of a stored name; None if it is not known."""
        return self._by_type.get(type_)

    def read(self, type_: str, version: int, payload: Payload) -> tuple[type[Event], Payload] | None:
        """The class that a stored payload is one of today, and the payload as it wants it; None if not known.

        Raises:
            TypeError: A step gave no tuple; whatever else a step raises comes through.
        """
        while (step := self._steps.get((type_, version))) is not None:
            (type_, version), payload = step.to, step.change(payload)
            if not isinstance(payload, tuple):
                raise TypeError(f"the upcaster to {step.to} gave a {type(payload).__name__}, no tuple")
        cls = self._by_type.get(type_)
        return None if cls is None or cls.event_version != version else (cls, payload)


OURS: Final = Catalogue(EVENTS, UPCASTERS)
"""The catalogue of our own events."""
