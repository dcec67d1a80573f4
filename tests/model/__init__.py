"""A naive model of one group, written from EVENTS.md alone and never from the library: the tests' oracle.

`Model.offer(line, recorded_at)` takes JSON Lines dicts and answers None or the first refusal code; `judge` is the same
without appending; `balances`, `balances_digest`, `participation` and `explain` read the whole list each time.
Every rule is asked and the lowest code by precedence is the answer. `histories` draws plausible lines.

A line may be signed: `author` is the vkey of the author's key, `signatures` are [vkey, whether it fits] in any order.

Out of its reach, because they concern the envelope or a single field: keys and batches (each line is its own call, a
`key` is ignored), payload bytes, text, id, key and number forms, the bytes that are signed, events of other packages.

AMBIGUITIES: where EVENTS.md leaves room, and what is taken here

People
 1. `unknown-member` and `unknown-person` share a line: the first wins where both apply, whatever the field order.
 2. A list with one who never was a member and one who isn't one that day: `unknown-member`.
 3. On the day she leaves she is still a member: joining again that day is `already-a-member`.
 4. "The last join" of an empty spell is the join that opened the spell, not a later one that changed nothing.
 5. Only the event's own day is looked at: a late MemberJoined or RoleAssigned dated before an existing one is taken.
 6. Roles are folded per (person, role). After a late RoleAssigned two may hold one role; `role-taken` is said where
    anyone, herself included, holds it on the event's day. One facilitator at a time, too.
 7. RoleEnded names no Person field: someone unknown is `unknown-reference` (a role not held).
 8. "Ever in a role" and "ever facilitator": a RoleAssigned at a lower position, on whatever day.
 9. `group` as a person's id is `invalid-field` in every field for people (a borrower too), not in owner and holder.
10. A member-shares party of an opening line that never was a member: `unknown-member`. Other parties of other accounts
    are not people (they have none).

References
11. `not-in-force` holds for every `decision_id` that cites (ProblemResolved and EventReversed too), on the citing
    event's day. `supersedes` only has to be known.
12. A decision is known by position even if its own day is later than the citing event's; only effective_from counts.
13. Open: the standing event that gave the id (or its opening line) has no standing end at a higher position. So an id
    given again after a reversal starts open, whatever ended its former life.
14. Ended problems, cancelled orders and rejected aids keep their ids in use.
15. Every `aid_id` after AidProposed must be open: AidRejected twice, AidAccountedFor after a rejection refuse.
16. `order_id` of a member's own sale must be open too; only its deposit is ignored.
17. Sales and orders are two name spaces: an opening receivable may carry an order's id.
18. The same receivable or deposit twice within one opening is no duplicate; its amounts add up.
19. RoleEnded and ActivityResumed are judged on their own day: dated before the start, nothing is held or suspended.
20. `duplicate-reference` for FundOpened covers the four built-in funds.
21. A month is closed by position: the last of its MonthClosed and MonthReopened. Any event dated in it is refused,
    notes, closings and its own reopening too. "Closed before it began" compares occurred_on with the month's first day.

Control
22. A target at or above the reversal's own position is `unknown-reference` and nothing else is said about it.
23. A reversal is judged by funds, balances, quantities and splits; that others cite the event does not matter.
24. An opening line may take any fund's cash or bank down, though not below zero (`insufficient-funds`).

Sales and money
25. deposit_used > 0 without order_id, or by a member's sale: `invalid-field`. Any other wrong deposit_used of a
    group's sale with an order (0 included): `over-paid`.
26. IksDisbursed from another fund than iks or kas: `invalid-field`. FundTransferred out of a restricted fund without
    consent: `fund-restricted`. An ExpensePaid from iks or uep: `fund-restricted`, with or without a decision.
27. iks_ceiling holds whether a decision is cited or not.
28. A repeated sale_id is `already-split`; an empty sale_ids, a member's own sale, an opening receivable:
    `split-mismatch`. A split with an unknown sale is `unknown-reference` first.
29. With no percent in force any kas_share will do while the shares are equal. On a day without members shares are
    empty and all goes to kas, also with a percent in force.
30. A payment for a member's own sale is `over-paid` (nothing is receivable).
31. AidProposed whose lines do not sum up (an empty list too): `invalid-field`. So is OrderTaken with deposit > price.

Quantities
32. Loans are by item, not by borrower: anyone may return what another was lent.
33. What remains after any asset event or its reversal: on loan ≥ 0 and inventory less what is on loan ≥ 0, else
    `insufficient-stock`.
34. Taking back a run: stock as counted before it, less the run's quantity, must be ≥ 0; afterwards stock is counted
    from the next standing run, or not at all.

Views
35. as_of recorded_at: the prefix ends before the first entry recorded later, even if the clock then went back.
36. as_of cuts registers too: a leave not yet seen leaves her a member in denominators.
37. group figures, boxes_delivered too, go by the event's own day. dues_meetings and batches_helped look for dues and
    deliveries that stand on any day seen, by meeting_id and batch_id as text.
38. `facilitators` lists only those with something in the window; `members` lists all, with empty counts;
    `group` shows zeros.
39. A PmtDelivered helper counts for social_service in the window of the delivery's day.
40. explain without fund or party adds up all of them: one line an event, none if it sums to zero.

Authority
41. A money event is one with postings: a deposit of 0, a member's own sale, the facilitator's prize move none, and any
    officer may record them. Money out is what cash and bank together lose, over all funds: above the limit, not at it.
42. The officers are chair, secretary and treasurer. The facilitator is none: her approval counts only for a lost key.
43. "The latest recorded and effective": of a rule, the decision of the highest position that is in force on the day of
    recorded_at and sets it; of a role, the last assignment or end of that person and role dated by then.
44. An officer must be a member in the same sense as in 43: who left acts no more, on the day of leaving too.
45. An opening balance is of the family group, though it posts. MonthReopened is "everything else".
46. "A key lost": KeyRevoked with `lost` or `stolen`, or KeyEnrolled (`person`) for who has none in force; of the chair
    or the secretary only, recorded by the other of the two.
47. Who holds both offices has no other: somebody else would have to hold one of them as well.
48. Signatures are judged in groups that do not sign, too, where there are any. One of a key that nobody enrolled can't
    be said to be invalid. recorded_by need not name the signer.
49. A role that nobody holds is held by nobody with a key: deciding to sign is refused.
50. A reversal of a position where nothing stands is judged as what the writer took for its original: here a note.
"""

from .model import Model

__all__ = ["Model"]
