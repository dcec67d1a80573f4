"""What is loaded, and when: who folds a group's books needs no terminal, no database, no test tool."""

import subprocess
import sys

import pytest

HEAVY = ("click", "rich", "hypothesis", "cryptography", "psycopg", "pytest")


def loaded_by(program: str) -> set[str]:
    """The modules that a fresh interpreter holds after a program."""
    shown = "import sys; print('\\n'.join(sorted({name.split('.')[0] for name in sys.modules})))"
    done = subprocess.run(
        [sys.executable, "-c", f"{program}\n{shown}"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return set(done.stdout.splitlines())


@pytest.mark.parametrize(
    "program",
    [
        "import kube_ledger",
        "from kube_ledger import Ledger, events, projections",
        "from kube_ledger import Ledger\nLedger.in_memory().group('melati-3').size",
    ],
)
def test_the_library_loads_no_extra_and_no_database(program: str) -> None:
    assert loaded_by(program).isdisjoint({*HEAVY, "sqlite3"})


def test_a_ledger_file_loads_the_database_and_nothing_else_heavy(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("start") / "x.kube"
    loaded = loaded_by(f"from kube_ledger import Ledger\nLedger.create({str(path)!r}).close()")
    assert "sqlite3" in loaded
    assert loaded.isdisjoint(HEAVY)
