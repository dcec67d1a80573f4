"""Run by hand: `python -m tests.model.selftest [offers]`. What share is accepted, and which codes are met."""

# ruff: noqa: T201 — it is run by hand, to be read
import hashlib
import importlib
import sys
from collections import Counter
from collections.abc import Set as AbstractSet
from datetime import date

from .facts import PRECEDENCE, TYPES, standing
from .histories import ALL_FAMILIES, FIRST_FAMILIES, Seeded, walk
from .model import Model
from .views import balance_rows

NOT_DRAWN = {
    "unknown-type", "key-conflict", "signature-missing", "signature-invalid", "key-not-in-force", "not-authorised",
    "approval-missing", "unbalanced",
}  # fmt: skip


def run(families: AbstractSet[str], offers: int, *, per_group: int = 200) -> None:
    """Offer so many lines, a new group every `per_group`, and print the figures."""
    codes: Counter[str] = Counter()
    types: Counter[str] = Counter()
    accepted: Counter[str] = Counter()
    groups = 0
    for seed in range(offers // per_group):
        model = Model()
        for offer in walk(Seeded(seed), families=families, offers=per_group, model=model):
            codes[offer.answer or "accepted"] += 1
            types[offer.line["type"]] += 1
            accepted[offer.line["type"]] += offer.answer is None
        check_laws(model)
        groups += 1
    print(f"\nfamilies: {' '.join(sorted(families))}")
    print(f"offers {sum(codes.values())}, accepted {100 * codes['accepted'] / sum(codes.values()):.1f} %")
    for code in PRECEDENCE:
        if code in codes or code not in NOT_DRAWN:
            print(f"  {code:24}{codes[code]:6}")
    print("by type (offered, accepted %):")
    for name in sorted(types):
        print(f"  {name:26}{types[name]:6}{100 * accepted[name] / types[name]:7.0f}")
    print(f"groups whose laws held: {groups}")


def check_laws(model: Model) -> None:
    """Hold a few laws over the whole group, so that the oracle isn't taken on trust: sums, signs, explain, prefixes."""
    rows = model.balances()
    assert sum(amount for *_, amount in rows) == 0
    for account, fund, party, amount in rows:
        assert not (account in ("cash", "bank", "receivables") and amount < 0), (account, fund, party, amount)
        assert not (account in ("customer-deposits", "member-shares") and amount > 0), (account, fund, party, amount)
        assert sum(x for _, x in model.explain(account, fund, party) if party is not None) == (amount if party else 0)
    for account, fund in {(account, fund) for account, fund, *_ in rows}:
        total = sum(amount for a, f, _, amount in rows if (a, f) == (account, fund))
        assert sum(amount for _, amount in model.explain(account, fund)) == total
    apart = [entry for entry in standing(model.facts) if entry.type != "event-reversed"]
    assert rows == balance_rows(apart), "a reversal restores every sum"
    for position in range(len(model.facts)):
        prefix = model.balances(position=position)
        assert all(amount >= 0 for account, _, _, amount in prefix if account in ("cash", "bank"))
    again = Model()
    assert all(again.offer(line, recorded_at) is None for line, recorded_at in model.entries)
    packed = importlib.import_module("msgpack").packb([list(row) for row in rows])
    assert model.balances_digest() == hashlib.sha256(b"kube-ledger/balances/1\n" + packed).digest()
    for figures in model.participation(date(2019, 1, 1), date(2019, 3, 31))["members"].values():
        assert 0 <= figures["meetings_attended"] <= figures["meetings_held"] >= figures["dues_meetings"]
        assert 0 <= figures["batches_helped"] <= figures["batches"]
    assert {entry.type for entry in model.facts} <= TYPES


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    run(FIRST_FAMILIES, count)
    run(ALL_FAMILIES, count)
