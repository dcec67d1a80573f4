"""What is said to somebody who calls the command wrongly, or asks how to call it: one sentence, in her language."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from command_line import GROUP
from kube_ledger import __version__
from kube_ledger.cli import keys
from kube_ledger.cli.app import VERBS, KubeLedger
from kube_ledger.cli.running import spoken
from kube_ledger.wording.interface import Words

if TYPE_CHECKING:
    from command_line import Kube


ENGLISH = {
    *("error", "usage", "option", "options", "missing", "invalid", "expected", "help", "command", "commands", "file"),
    *(
        "the",
        "not",
        "no",
        "such",
        "unexpected",
        "argument",
        "arguments",
        "value",
        "required",
        "default",
        "show",
        "this",
    ),
    *(
        "message",
        "exit",
        "try",
        "for",
        "requires",
        "takes",
        "traceback",
        "line",
        "is",
        "of",
        "and",
        "warning",
        "failed",
    ),
}
HELPS = [
    [],
    *([verb] for verb in VERBS),
    *([alias] for alias in VERBS.values()),
    *(["keys", verb] for verb in keys.VERBS),
    *(["kunci", alias] for alias in keys.VERBS.values()),
]

# Arguments that can't be understood, and what the sentence must say. `{book}` is a ledger.
WRONG: list[tuple[list[str], str]] = [
    (["nix"], "Perintah 'nix' tidak dikenal."),
    (["replai"], "Mungkin maksudnya replay?"),
    (["perikas"], "Mungkin maksudnya periksa?"),
    (["--nix"], "Pilihan --nix tidak dikenal."),
    (["--lang"], "Pilihan --lang perlu isian."),
    (["--lang", "fr", "verify", "{book}"], "--lang tidak benar: 'fr' bukan salah satu dari id, en."),
    (["verify", "{book}", "--lang", "fr"], "'fr' bukan salah satu dari id, en."),
    (["verify"], "BUKU belum diisi."),
    (["demo"], "BUKU belum diisi."),
    (["import", "{book}"], "BERKAS belum diisi."),
    (["import", "{book}", "x.jsonl"], "Pilihan --group belum diisi."),
    (["explain", "{book}", "--group", GROUP], "AKUN belum diisi."),
    (["replay", "{book}"], "Pilihan --group belum diisi."),
    (["replay", "{book}", "--group"], "Pilihan --group perlu isian."),
    (["replay", "{book}", "--grup", "x"], "Mungkin maksudnya --group?"),
    (["replay", "{book}", "lebih", "lagi", "--group", GROUP], "Isian 'lebih lagi' berlebih."),
    (["replay", "{book}", "--group", GROUP, "--json=1"], "Pilihan --json tidak memakai isian."),
    (["replay", "{book}", "--group", GROUP, "--occurred-on", "31-03-2019"], "'31-03-2019' bukan tanggal"),
    (["replay", "{book}", "--group", GROUP, "--occurred-on", "2019-02-30"], "'2019-02-30' bukan tanggal"),
    (["replay", "{book}", "--group", GROUP, "--occurred-on", "2019-3-1"], "'2019-3-1' bukan tanggal"),
    (["replay", "{book}", "--group", GROUP, "--occurred-on", "20190301"], "'20190301' bukan tanggal"),
    (["replay", "{book}", "--group", GROUP, "--occurred-on", ""], "'' bukan tanggal"),
    (["replay", "{book}", "--group", GROUP, "--recorded-at", "2019-03-01"], "bukan tanggal dan jam"),
    (["replay", "{book}", "--group", GROUP, "--recorded-at", "2019-03-01T25:00"], "bukan tanggal dan jam"),
    (["replay", "{book}", "--group", GROUP, "--recorded-at", "kemarin"], "'kemarin' bukan tanggal dan jam"),
    (["replay", "{book}", "--group", GROUP, "--recorded-at", "0001-01-01T00:00"], "di luar jangkauan"),
    (["replay", "{book}", "--group", GROUP, "--recorded-at", "9999-12-31T23:59-12:00"], "di luar jangkauan"),
    (["replay", "{book}", "--group", GROUP, "--position", "-1"], "'-1' bukan bilangan bulat mulai 0"),
    (["replay", "{book}", "--group", GROUP, "--position", "1.0"], "'1.0' bukan bilangan bulat"),
    (["replay", "{book}", "--group", GROUP, "--position", "٣"], "bukan bilangan bulat"),
    (["replay", "{book}", "--group", GROUP, "--position", "9" * 99], "bukan bilangan bulat"),
    (["replay", "{book}", "--group", GROUP, "--from", "2019-03-01", "--to", "2019-02-01"], "Rentang tanggal terbalik"),
    (
        ["export", "{book}", "--group", GROUP, "--format", "xlsx", "-o", "x"],
        "'xlsx' bukan salah satu dari jsonl, hledger,",
    ),
    (["export", "{book}", "--group", GROUP, "--format", "jsonl"], "Pilihan --output belum diisi."),
    (["receipt"], "BUKU belum diisi."),
    (["receipt", "{book}"], "NOMOR belum diisi."),
    (["receipt", "{book}", "0"], "Pilihan --group belum diisi."),
    (["receipt", "{book}", "0", "--group", GROUP], "Pilihan --output belum diisi."),
    (["receipt", "{book}", "-1", "--group", GROUP, "-o", "x"], "Pilihan -1 tidak dikenal."),
    (["receipt", "{book}", "0.5", "--group", GROUP, "-o", "x"], "'0.5' bukan bilangan bulat mulai 0"),
    (["receipt", "{book}", "9" * 18, "--group", GROUP, "-o", "x"], "tidak ada catatan nomor 999999999999999999"),
    (["receipt", "{book}", "0", "--group", GROUP, "-o", "x", "--qr", "./x"], "'./x' disebut dua kali."),
    (["receipt", "{book}", "0", "--group", GROUP, "-o", "x", "--head", "x"], "'x' disebut dua kali."),
    (["receipt", "{book}", "0", "--group", GROUP, "-o", "x", "--head", "nirgends"], "Berkas 'nirgends'"),
    (
        ["receipt", "{book}", "0", "--group", GROUP, "-o", "x", "--head", "{book}"],
        "bukan kepala buku dan bukan kuitansi",
    ),
    (["receipt", "{book}", "0", "--group", GROUP, "-o", "{book}"], "adalah buku yang sedang dibaca"),
    (["receipt", "{book}", "0", "--group", GROUP, "-o", "x", "--key", "x"], "--key tidak benar: kunci publik ditulis"),
    (
        ["receipt", "{book}", "0", "--group", GROUP, "-o", "x", "--code", "0" * 16],
        "--code hanya dipakai bersama --check.",
    ),
    (["receipt", "--check", "nirgends"], "Berkas 'nirgends'"),
    (["receipt", "--check", "{book}", "{book}"], "Isian BUKU tidak dipakai bersama --check."),
    (["receipt", "--check", "{book}", "--group", GROUP], "Isian --group tidak dipakai bersama --check."),
    (["receipt", "--check", "{book}", "-o", "x"], "Isian --output tidak dipakai bersama --check."),
    (["receipt", "--check", "{book}", "--code", "abc"], "--code tidak benar: kode terdiri atas 16 huruf dan angka"),
    (["receipt", "--check", "{book}", "--head", "{book}"], "bukan kepala buku dan bukan kuitansi"),
    (["keys", "nix"], "Perintah 'nix' tidak dikenal."),
    (["kunci", "bru"], "Mungkin maksudnya baru?"),
    (["keys", "--nix"], "Pilihan --nix tidak dikenal."),
    (["keys", "new"], "NAMA belum diisi."),
    (["keys", "new", "x"], "Pilihan --output belum diisi."),
    (["keys", "new", "ibu sari", "-o", "x", "--no-passphrase"], "Nama 'ibu sari' tidak bisa dipakai"),
    (["keys", "new", "x", "-o", "x", "--no-passphrase", "--passphrase-file", "y"], "Pilih salah satu"),
    (["keys", "new", "x", "-o", "x", "--passphrase-file", "nirgends"], "Berkas 'nirgends'"),
    (["keys", "show"], "BERKAS belum diisi."),
    (["keys", "show", "nirgends"], "kunci publik ditulis nama+sidik+kunci"),
    (["keys", "show", "{book}", "--check"], "bukan berkas kunci rahasia"),
    (["keys", "show", "{book}"], "tidak berisi kunci publik"),
    (["keys", "passphrase", "nirgends"], "Berkas 'nirgends.vkey'"),
    (["keys", "enrol", "{book}"], "KUNCI belum diisi."),
    (["keys", "enrol", "{book}", "x", "--group", GROUP, "--use", "x"], "'x' bukan salah satu dari log, person,"),
    (["keys", "enrol", "{book}", "x", "--group", GROUP, "--use", "log"], "Kunci 'x' tidak bisa dipakai"),
    (["keys", "enrol", "{book}", "x", "--group", GROUP, "--use", "log", "--person", "m01"], "Hapus --person"),
    (["keys", "enrol", "{book}", "x", "--group", GROUP, "--use", "witness"], "Sebutkan pemilik kuncinya"),
    (["keys", "revoke", "{book}", "0" * 15, "--group", GROUP, "--reason", "lost"], "nomor kunci terdiri atas 16"),
    (["keys", "revoke", "{book}", "0" * 16, "--group", GROUP], "Pilihan --reason belum diisi."),
    (["keys", "list", "{book}"], "Pilihan --group belum diisi."),
    (["keys", "list", "{book}", "--group", "x"], "Kelompok 'x' tidak ada"),
    (["keys", "rotate", "{book}", "--group", GROUP, "--old", "x"], "Pilihan --new belum diisi."),
    (["keys", "rotate", "{book}", "--group", GROUP, "--old", "nirgends", "--new", "x"], "Berkas 'nirgends'"),
    (["backup"], "BUKU belum diisi."),
    (["backup", "{book}"], "TUJUAN belum diisi."),
    (["backup", "{book}", "{book}"], "sudah ada berkas"),
    (["backup", "{book}", "nirgends/x.kube"], "foldernya tidak ada"),
    (["backup", "nirgends", "x.kube"], "Tidak ada buku di 'nirgends'."),
    (["replay", "{book}", "--group", "Melati 3"], "'Melati 3' bukan nomor/nama singkat"),
    (["explain", "{book}", "kasbon", "--group", GROUP], "Tidak ada akun 'kasbon'."),
    (["verify", "{book}", "--domain", "nix"], "'nix' bukan nama domain."),
    (
        ["verify", "{book}", "--domain", "nirgends.da:X"],
        "Modul 'nirgends' untuk domain 'nirgends.da:X' tidak ditemukan.",
    ),
    (["verify", "{book}", "--domain", "kube_ledger.domain:NIX"], "Tidak ada domain di 'kube_ledger.domain:NIX'."),
    (["verify", "{book}", "--domain", "kube_ledger:__version__"], "Tidak ada domain di"),
]


def shown(value: object) -> str:
    """How a list of arguments is named in a report."""
    return " ".join(value) if isinstance(value, list) else ""


def strangers(text: str) -> set[str]:
    """English words in a text, once names of options, commands and quoted things are taken out."""
    plain = re.sub(r"'[^']*'|--?[a-z][a-z-]*|(kube-ledger (keys |kunci )?|lihat, )[a-z-]+|PAKET\.MODUL:NAMA", " ", text)
    return {word for word in re.findall(r"[a-z]+", plain.lower()) if word in ENGLISH}


@pytest.mark.parametrize(("arguments", "said"), WRONG, ids=shown)
def test_a_wrong_call_gets_one_indonesian_sentence_and_exit_code_2(
    kube: Kube, told_book: Path, arguments: list[str], said: str
) -> None:
    done = kube(*(argument.replace("{book}", str(told_book)) for argument in arguments))
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert done.err.count("\n") == 1
    assert strangers(done.err) == set()


@pytest.mark.parametrize("arguments", [arguments for arguments, _ in WRONG], ids=" ".join)
def test_a_wrong_call_gets_an_english_sentence_when_asked(kube: Kube, told_book: Path, arguments: list[str]) -> None:
    done = kube("--lang=en", *(argument.replace("{book}", str(told_book)) for argument in arguments))
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert not {"tidak", "bukan", "belum", "isian", "pilihan"} & set(re.findall(r"[a-z]+", done.err.lower()))


@pytest.mark.parametrize("verb", HELPS, ids=lambda verb: " ".join(verb) or "kube-ledger")
def test_help_is_indonesian_and_fits_eighty_columns(kube: Kube, verb: list[str]) -> None:
    for asked in ("--help", "-h"):
        done = kube(*verb, asked)
        assert (done.code, done.err) == (0, "")
        assert done.out.startswith("Pemakaian: kube-ledger ")
        assert strangers(done.out) == set()
        assert max(len(line) for line in done.out.splitlines()) <= 80


@pytest.mark.parametrize("verb", HELPS, ids=lambda verb: " ".join(verb) or "kube-ledger")
def test_help_is_english_when_asked_before_or_behind(kube: Kube, verb: list[str]) -> None:
    before, behind = kube("--lang", "en", *verb, "--help"), kube(*verb, "--help", "--lang=en")
    assert before == behind
    assert before.out.startswith("Usage: kube-ledger ")
    assert "Pilihan" not in before.out


def test_without_a_verb_the_help_is_shown_and_nothing_done(kube: Kube) -> None:
    done = kube()
    assert (done.code, done.out) == (2, "")
    assert done.err == kube("--help").out


def test_every_verb_stands_in_the_help_with_its_alias(kube: Kube) -> None:
    out = kube("--help").out
    for verb, alias in VERBS.items():
        assert f"  {alias}, {verb} " in out
    assert VERBS == {
        "demo": "contoh",
        "import": "impor",
        "export": "ekspor",
        "replay": "putar-ulang",
        "explain": "jelaskan",
        "book": "buku",
        "verify": "periksa",
        "checkpoint": "kepala",
        "receipt": "kuitansi",
        "witness": "saksi",
        "backup": "cadangkan",
        "keys": "kunci",
        "people": "orang",
    }


def test_click_itself_finds_nothing_odd_in_the_commands() -> None:
    for lang in ("id", "en"):
        result = CliRunner().invoke(KubeLedger(Words(lang)), ["--help"])
        assert result.exit_code == 0


@pytest.mark.parametrize("behind", [[], ["verify", "x.kube"]])
def test_the_version_is_told(kube: Kube, behind: list[str]) -> None:
    assert kube("--version", *behind) == (0, f"kube-ledger {__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "lang"),
    [
        ([], "id"),
        (["--lang", "en"], "en"),
        (["--lang=en", "verify"], "en"),
        (["verify", "x", "--lang", "en"], "en"),
        (["--lang", "en", "verify", "--lang", "id"], "id"),
        (["--lang", "fr"], "id"),
        (["--lang"], "id"),
        (["verify", "--", "--lang", "en"], "id"),
        (["en"], "id"),
    ],
)
def test_the_language_is_known_before_anything_else_is(arguments: list[str], lang: str) -> None:
    assert spoken(arguments) == lang


@pytest.mark.parametrize("asked", [["--json", "verify"], ["verify", "--json"]])
def test_what_stands_before_the_verb_may_stand_behind_it(kube: Kube, told_book: Path, asked: list[str]) -> None:
    assert list(kube(*asked, told_book).json) == ["groups"]


@pytest.mark.parametrize("asked", ["0001-01-01T00:00Z", "9999-12-31T23:59Z", "9999-12-31T23:59"])
def test_the_ends_of_time_are_moments_too(kube: Kube, told_book: Path, asked: str) -> None:
    for form in ([], ["--json"]):
        assert kube("replay", told_book, "--group", GROUP, "--recorded-at", asked, *form).code == 0
        assert kube("explain", told_book, "cash", "--group", GROUP, "--recorded-at", asked, *form).code == 0
    for day in ("0001-01-01", "9999-12-31"):
        assert kube("replay", told_book, "--group", GROUP, "--occurred-on", day, "--from", day, "--to", day).code == 0


def loaded_by(*arguments: str) -> set[str]:
    """The modules that a run has loaded when it ends."""
    program = (
        "import sys, io; from kube_ledger.cli import main; real, sys.stdout = sys.stdout, io.StringIO(); "
        f"code = main({list(arguments)!r}); print(code, *sys.modules, file=real)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    code, *modules = done.stdout.split()
    assert code == "0", done.stderr
    return set(modules)


def test_the_version_loads_next_to_nothing() -> None:
    assert loaded_by("--version").isdisjoint({"click", "rich", "attrs", "cattrs", "msgpack", "sqlite3", "json"})


def test_the_help_loads_no_ledger() -> None:
    assert loaded_by("--help").isdisjoint({"rich", "attrs", "cattrs", "msgpack", "sqlite3"})


@pytest.mark.parametrize("verb", [["replay"], ["explain", "cash"], ["verify"]], ids=" ".join)
def test_an_answer_for_a_machine_loads_nothing_for_people(told_book: Path, verb: list[str]) -> None:
    first, *rest = verb
    assert "rich" not in loaded_by(first, str(told_book), *rest, "--group", GROUP, "--json")


@pytest.mark.parametrize("missing", ["click", "rich"])
@pytest.mark.parametrize("lang", ["id", "en"])
def test_without_the_extra_a_sentence_says_how_to_install_it(missing: str, lang: str) -> None:
    program = (
        f"import sys; sys.modules[{missing!r}] = None; from kube_ledger.cli import main; "
        f"sys.exit(main(['verify', 'x.kube', '--lang', {lang!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    start = "Bagian ini butuh paket tambahan" if lang == "id" else "this needs an extra"
    assert done.stderr.startswith(start)
    assert done.stderr.endswith(
        "pip install 'kube-ledger[cli]'.\n" if lang == "id" else "pip install 'kube-ledger[cli]'\n"
    )


def test_the_installed_script_and_the_module_are_the_same_command() -> None:
    script = Path(sys.executable).with_name("kube-ledger")
    if not script.exists():
        pytest.skip("the package is not installed here")
    for asked in (["--version"], ["--help"], ["nix"]):
        runs = [
            subprocess.run([*start, *asked], capture_output=True, timeout=60, check=False)
            for start in ([script], [sys.executable, "-m", "kube_ledger"])
        ]
        assert runs[0].returncode == runs[1].returncode
        assert (runs[0].stdout, runs[0].stderr) == (runs[1].stdout, runs[1].stderr)


def test_a_domain_in_the_current_folder_is_found(shell: Kube, told_book: Path, tmp_path: Path) -> None:
    (tmp_path / "milikku.py").write_text(
        "from kube_ledger import KUBE\nKU = KUBE.extended(name='milikku:KU')\n1 / 0 if __name__ == 'rusak' else None\n"
    )
    (tmp_path / "rusak.py").write_text("1 / 0\n")
    (tmp_path / "salah.py").write_text("def\n")
    script = Path(sys.executable).with_name("kube-ledger")
    assert shell("verify", told_book, "--domain", "milikku:KU").code == 0
    if script.exists():
        done = subprocess.run(
            [script, "verify", told_book, "--domain", "milikku:KU"],
            cwd=tmp_path,
            timeout=60,
            check=False,
            capture_output=True,
        )
        assert done.returncode == 0
    for name, kind in (("rusak", "ZeroDivisionError"), ("salah", "SyntaxError")):
        broken = shell("verify", told_book, "--domain", f"{name}:KU")
        assert (broken.code, broken.out) == (2, "")
        assert broken.err.startswith(f"Modul domain '{name}:KU' gagal dimuat ({kind}: ")
        assert broken.err.count("\n") == 1
