"""The page `findings.md`: what `verify` can find, from where on, in which words, and what it advises."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from kube_ledger import audit
from kube_ledger.audit import USUAL, Finding, Thresholds
from kube_ledger.audit.findings import CONSEQUENCE, DERIVED, UNSURE
from kube_ledger.wording import ADVICE, SENTENCES, rupiah

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kube_ledger.audit.findings import Kind

HEAD: Final = """\
# Findings

<!-- Written by tools/make_reference.py: change the audit or the script, never this page. -->

`group.verify()` and `kube-ledger verify` list what is not as it should be: all of it, in log order, as values and never
as an exception. *Integrity* is about the records and what is derived from them; any such finding makes the exit code 1.
*Bookkeeping* is what a careful treasurer would ask; it shows with `strict=True` or `--strict`, and only then does it
make the exit code 1. "After" is measured to the day on which the last entry was recorded, never to the reader's clock:
the same log gives the same findings for ever.

```python
from kube_ledger.audit import Thresholds
from kube_ledger.exchange.sample import record_sample

with record_sample(name="melati-3-2020") as ledger:         # half a year of the sample group, in memory
    melati = ledger.group("melati-3")
    assert not melati.verify()                              # the records are intact
    asked = melati.verify(strict=True, thresholds=Thresholds(spending_undecided=50_000, recorded_late_days=30))
    assert "met-while-suspended" in {finding.code for finding in asked}
    assert all(finding.kind == "bookkeeping" for finding in asked)
    assert asked[0].what("en") and asked[0].advice("id")
```

A threshold is an argument of `Thresholds`; the figure below is the usual one. In the sentences a word in italics stands
for a name or a figure.
"""

KINDS: Final[Mapping[Kind, str]] = {"integrity": "Integrity", "bookkeeping": "Bookkeeping"}

OTHER_ADVICE: Final[Mapping[str, str]] = {
    DERIVED: "only derived data is concerned",
    CONSEQUENCE: "damage before it may be the cause",
    UNSURE: "an entry before it is not understood",
}
"""Advice that a finding is given in place of its usual one → when."""


def page() -> str:
    """The whole page."""
    kinds = dict(_found())
    codes = [name.removeprefix("finding/") for name in SENTENCES if name.startswith("finding/")]
    unknown = sorted(set(kinds) ^ set(codes))
    if unknown:
        raise ValueError(f"found but not worded, or worded but never found: {unknown}")
    parts = [HEAD]
    for kind, title in KINDS.items():
        parts.append(f"## {title}\n")
        parts.extend(_section(kind, code) for code in codes if kinds[code] == kind)
    rows = "".join(
        f"| {when} | {_plain(ADVICE[code][1])} | {_plain(ADVICE[code][0])} |\n" for code, when in OTHER_ADVICE.items()
    )
    parts.append(
        "## Other advice\n\nA finding of integrity may be given another advice than its usual one.\n\n"
        f"| where | English | Indonesian |\n| --- | --- | --- |\n{rows}"
    )
    return "\n".join(parts)


def _section(kind: Kind, code: str) -> str:
    indonesian, english = SENTENCES[f"finding/{code}"]
    finding = Finding(kind, code, None)
    threshold = _threshold(code)
    return (
        f"### `{code}`\n\n"
        + (f"{threshold}\n\n" if threshold else "")
        + "| | what | advice |\n| --- | --- | --- |\n"
        + f"| English | {_plain(english)} | {_plain(finding.advice('en'))} |\n"
        + f"| Indonesian | {_plain(indonesian)} | {_plain(finding.advice('id'))} |\n"
    )


def _threshold(code: str) -> str:
    for field in attrs.fields(Thresholds):
        if field.name in (code.replace("-", "_"), f"{code.replace('-', '_')}_days"):
            usual = getattr(USUAL, field.name)
            said = f"after {usual} days" if field.name.endswith("_days") else f"above {rupiah(usual)}"
            return f"Threshold: {said} (`{field.name}`)."
    return ""


def _plain(sentence: str) -> str:
    """A sentence with its placeholders as words in italics; one for each language is one word here."""
    return re.sub(r"\{(\w+?)(_id|_en)?(:\w+)?\}", r"*\1*", sentence)


def _found() -> Iterator[tuple[str, Kind]]:
    """(code, kind) of every finding that the audit's sources make."""
    makers: dict[str, Kind] = {"integrity": "integrity", "_damage": "integrity", "bookkeeping": "bookkeeping"}
    for source in sorted(Path(inspect.getfile(audit)).parent.glob("*.py")):
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                code = node.args[0].value
                if name in makers and isinstance(code, str) and re.fullmatch("[a-z-]+", code):
                    yield code, makers[name]
