"""A bundle of 100,000 records is written, checked and restored in memory that does not grow with them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from support import rows_in

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux how much memory a process had"),
]

RECORDS = 100_000

# Each in a process of its own, which says by how many KiB it grew. Not `ru_maxrss`: that begins with what the process
# that started this one had, and so hides all that is less.
STEP = """
import sys
from datetime import date
from pathlib import Path
from kube_ledger import Ledger, events
from kube_ledger.audit.bundle import verify_bundle
from kube_ledger.exchange import bundle_lines, restore_bundle
from kube_ledger.ledger import Call
step, count, ledger, file, other = sys.argv[1], int(sys.argv[2]), *sys.argv[3:]
day = date(2019, 7, 7)
if step == "make":
    place = dict(kelurahan="Galur", kecamatan="Johar Baru", city="Jakarta Pusat")
    formed = events.GroupFormed(occurred_on=day, name="KUBE", formed_by="Dinas", business="katering", **place)
    joined = events.MemberJoined(occurred_on=day, member_id="m01", cadre=False, own_business=True)
    with Ledger.create(ledger) as opened, opened.group("melati-3").bulk() as bulk:
        bulk.offer(Call.of([formed, joined], "chair", None))
        for number in range(2, count):
            dues = events.DuesPaid(occurred_on=day, member_id="m01", amount=1 + number % 5_000)
            bulk.offer(Call.of([dues], "treasurer", f"dues-{number}"))
        bulk.commit()
def most():
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
before = most()
if step == "export":
    with Ledger.open(ledger, read_only=True) as opened, open(file, "w", newline="") as stream:
        stream.writelines(bundle_lines(opened.log, "melati-3", opened.domain))
elif step == "check":
    with open(file, "rb") as stream:
        audit = verify_bundle(stream)
    assert (audit.fault, audit.size) == (None, count), audit
elif step == "restore":
    with Ledger.create(other) as opened, open(file, "rb") as stream:
        done = restore_bundle(opened.group("melati-3"), stream)
    assert (done.fault, done.recorded) == (None, count), done
print(most() - before)
"""


def test_export_check_and_restore_stream(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    grown: dict[tuple[str, int], int] = {}
    for count in (10_000, RECORDS):
        ledger, file, other = (tmp_path / f"{count}.{suffix}" for suffix in ("kube", "bundle", "copy.kube"))
        for step in ("make", "export", "check", "restore"):
            command = [sys.executable, "-c", STEP, step, str(count), str(ledger), str(file), str(other)]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            grown[step, count] = int(done.stdout)
    assert rows_in(ledger) == rows_in(other)
    with capsys.disabled():
        for step in ("export", "check", "restore"):
            small, large = grown[step, 10_000] >> 10, grown[step, RECORDS] >> 10
            sys.stdout.write(f"\n{step}: {small} MiB for 10,000 records, {large} MiB for {RECORDS:,}")
    # The file has 18 MB more. What grows with a restore is what the books themselves know; the file never waits.
    for step, more in (("export", 4), ("check", 4), ("restore", 24)):
        assert grown[step, RECORDS] < grown[step, 10_000] + more * 1_024, (step, grown)
