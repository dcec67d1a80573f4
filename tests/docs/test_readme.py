"""The README keeps its word: the figures in its comments come out, and its commands are those that are tested."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from kube_ledger.events import EVENTS
from kube_ledger.exchange.books import BOOKS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
SHOWN = re.compile(r"^    (?P<asked>melati\.\w+\(.*\S) +# (?P<value>[0-9]+|\(\))$", re.MULTILINE)


def example() -> str:
    (block,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    return str(block)


def commands() -> list[str]:
    return re.findall(r"^```\n(python3 .*)\n```$", README, re.MULTILINE)


def test_the_figures_in_the_comments_come_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = [found["value"] for found in SHOWN.finditer(example())]
    assert told == ["10000", "0", "()"]
    program = SHOWN.sub(r"    shown.append(repr(\g<asked>))", example())
    program = re.sub(r"^    (melati\.explain\(.*\)\.lines) .*$", r"    explained = \1", program, flags=re.MULTILINE)
    names: dict[str, list[object]] = {"shown": []}
    exec(compile(program, "README.md", "exec"), names)  # the README is ours
    assert names["shown"] == told
    shares = [line.share for line in names["explained"]]  # type: ignore[attr-defined]
    assert sum(shares) == 10_000
    assert len(shares) == 2
    assert names["done"].repeated is False  # type: ignore[attr-defined]


def test_a_call_said_twice_gives_the_same_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    call = re.search(r"^    done = (melati\.record\(.*?key=\"meeting/w27\"\))", example(), re.DOTALL | re.MULTILINE)
    assert call is not None
    last = "    assert not melati.verify()"
    assert last in example()
    program = example().replace(last, f"    again = {call[1]}\n{last}")
    names: dict[str, object] = {}
    exec(compile(program, "README.md", "exec"), names)  # the README is ours
    done, again = names["done"], names["again"]
    assert again.repeated is True  # type: ignore[attr-defined]
    assert (again.positions, again.size, again.root) == (done.positions, done.size, done.root)  # type: ignore[attr-defined]


def test_there_are_two_commands_and_ci_runs_both_as_they_stand() -> None:
    shows, tests = commands()
    assert shows.endswith("kube-ledger demo contoh.kube")
    assert " -m pytest" in tests
    ci = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "for number in 1 2; do" in ci
    assert 'bash -euo pipefail -c "$command"' in ci
    assert len(re.findall(r"^python3 -m venv ", README, re.MULTILINE)) == 2


def test_it_counts_the_types_of_events_and_the_books_right() -> None:
    assert f"| {len(EVENTS)} types of events" in README
    assert f" {len(BOOKS)} books as tables" in README


def test_the_constraints_name_versions_and_nothing_else() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert lines
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9][a-z0-9._-]*==[0-9][0-9a-z.]*", line)] == []
    assert lines == sorted(lines)


def test_the_generated_pages_are_what_the_program_says() -> None:
    tool = ROOT / "tools" / "make_reference.py"
    done = subprocess.run([sys.executable, tool, "--check"], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_page_on_extending_shows_the_example_word_for_word() -> None:
    program = (ROOT / "examples" / "simpan" / "simpan.py").read_text("utf-8")
    shown = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "how-to" / "extend.md").read_text("utf-8"), re.DOTALL)
    assert program.split("\n\n", 1)[1] == shown[0]
