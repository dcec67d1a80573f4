"""A witness's memory: a folder on her own device that a person can read, strict when it is read.

    kunci-publik.txt             her public key, to hand out
    kunci-rahasia.pem            her private key, closed with her passphrase
    melati-3-23651e24c1b46d33/   one log: its group and the beginning of its first leaf
        ingatan.txt              the newest head that she cosigned
        kepala-0000000042.txt    every head that she cosigned, with her cosignature
        dilihat-0000000038-….txt heads that she was shown and did not cosign
        kunci-buku.txt           the log's key, once it is known
    bukti-melati-3-42-45-….txt   two heads that can't both be true

A head is hers when her own cosignature stands under it: a file that was changed is found. Each is whole and synced
before the memory names it, and both are before she answers; a run that was cut off in between is finished by the next.
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import frozen

from kube_ledger.errors import NotAWitness, ProofError
from kube_ledger.log.durable import locked, make_folder, put
from kube_ledger.log.new_file import refused_by_system
from kube_ledger.proofs import (
    COSIGNATURE_KEY,
    Seen,
    generate_key,
    load_key,
    parse_evidence,
    parse_note,
    parse_origin,
    parse_seen,
    parse_vkey,
    read_head,
)

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from kube_ledger.proofs import Checkpoint, Evidence, Signer, VerifierKey

_PUBLIC: Final = "kunci-publik.txt"
_SECRET: Final = "kunci-rahasia.pem"  # noqa: S105  # a file's name
_LOCK: Final = "gembok"
_MEMORY: Final = "ingatan.txt"
_LOG_KEY: Final = "kunci-buku.txt"
_BOOK: Final = re.compile(r"(.+)-([0-9a-f]{16})")
_HEAD: Final = re.compile(r"kepala-(\d{10,19})\.txt")
_SHOWN: Final = re.compile(r"dilihat-(\d{10,19})-([0-9a-f]{8})\.txt")
_EVIDENCE: Final = re.compile(r"bukti-(.+)-(\d+)-(\d+)-([0-9a-f]{8})\.txt")
_MOST: Final = 1_000_000


@frozen
class Memory:
    """What the witness remembers of one log.

    Attributes:
        origin: Which log.
        heads: The heads that she cosigned, by size, each as a note with her cosignature.
        shown: The heads that she was shown and did not cosign, by size: signed notes or bare three lines.
        log_key: The log's key, once it was known: from then on the log must have signed.
    """

    origin: str
    heads: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    log_key: VerifierKey | None = None

    @property
    def group_id(self) -> str:
        """The log's group."""
        return parse_origin(self.origin)[0]

    @property
    def seen(self) -> Seen | None:
        """The newest head that she cosigned; None where she cosigned none yet."""
        return Seen(read_head(self.heads[-1])[0], self.heads[-1]) if self.heads else None


class WitnessStore:
    """The folder, open. Reading it takes no lock; whoever writes does so inside `locked`.

    Args:
        folder: As `create` made it.

    Raises:
        NotAWitness: There is none, or its making was cut off, or its key is damaged.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.path = Path(folder)
        if not self.path.is_dir():
            raise NotAWitness(str(folder), "there is no such folder", "foldernya tidak ada")
        if not (self.path / _SECRET).exists():
            raise NotAWitness(str(folder), "it holds no witness's key", "kunci saksi tidak ada di dalamnya")
        try:
            self.key: VerifierKey = parse_vkey(self._text(self.path / _PUBLIC).removesuffix("\n"))
        except ProofError as error:
            raise self._damaged(_PUBLIC, error) from error

    @classmethod
    def create(
        cls, folder: str | os.PathLike[str], name: str, passphrase: str | bytes, random: Callable[[int], bytes]
    ) -> WitnessStore:
        """Make the folder and her key, once.

        Args:
            folder: Where; it may be there already, without a key.
            name: What she signs as, such as `pendamping/ibu-rina`: no spaces and no plus signs.
            passphrase: Closes the private key.
            random: Gives that many bytes that nobody can guess.

        Raises:
            NotAWitness: A witness's key is there already, and is not replaced.
            ProofError: The name or passphrase can't be one.
            Busy: Another process is at it.
            MissingExtra: `cryptography` is not installed.
        """
        signer = generate_key(name, random, type=COSIGNATURE_KEY)
        pem = signer.to_pem(passphrase)
        path = Path(folder)
        make_folder(path)
        with locked(path / _LOCK):
            if (path / _SECRET).exists():
                raise NotAWitness(
                    str(folder), "a witness's key is there already", "kunci saksi sudah ada di situ dan tidak diganti"
                )
            # The private key last: a folder without it has never signed anything.
            put(path / _PUBLIC, f"{signer.vkey}\n".encode())
            put(path / _SECRET, pem.encode(), private=True)
        return cls(folder)

    def signer(self, passphrase: str | bytes) -> Signer:
        """Her key, opened.

        Raises:
            ProofError: The passphrase is wrong, or the file damaged.
            MissingExtra: `cryptography` is not installed.
        """
        return load_key(self._text(self.path / _SECRET), passphrase, self.key)

    def locked(self) -> AbstractContextManager[None]:
        """Only one process at a time is inside.

        Raises:
            Busy: Another one is.
        """
        return locked(self.path / _LOCK)

    # Reading.

    def memories(self) -> Iterator[Memory]:
        """What she remembers, log by log, sorted by name.

        Raises:
            NotAWitness: A file is damaged, or one is missing.
        """
        for folder in sorted(self.path.iterdir()):
            found = _BOOK.fullmatch(folder.name)
            if found is not None and folder.is_dir():
                memory = self.memory(f"kube-ledger/{found[1]}/{found[2]}")
                if memory.heads or memory.shown:
                    yield memory

    def memory(self, origin: str) -> Memory:
        """What she remembers of one log; nothing where she never saw it.

        Raises:
            NotAWitness: A file is damaged, or one is missing.
            ProofError: That is no origin of ours.
        """
        folder = self._folder(origin)
        if not folder.is_dir():
            return Memory(origin)
        # By size, not by letters: the names of very large ones are longer.
        names = sorted((path.name for path in folder.iterdir()), key=lambda name: (len(name), name))
        heads = tuple(self._head(folder / name, origin) for name in names if _HEAD.fullmatch(name))
        shown = tuple(self._shown(folder / name, origin) for name in names if _SHOWN.fullmatch(name))
        self._check_memory(folder, heads)
        return Memory(origin, heads, shown, self._log_key(folder))

    def _head(self, path: Path, origin: str) -> str:
        note = self._text(path)
        try:
            checkpoint = read_head(note)[0]
            parse_note(note, (self.key,))
        except ProofError as error:
            raise self._damaged(path, error) from error
        self._fits(path, checkpoint, origin, _head_name(checkpoint))
        return note

    def _shown(self, path: Path, origin: str) -> str:
        note = self._text(path)
        try:
            checkpoint = read_head(note)[0]
        except ProofError as error:
            raise self._damaged(path, error) from error
        self._fits(path, checkpoint, origin, _shown_name(checkpoint, note))
        return note

    def _fits(self, path: Path, checkpoint: Checkpoint, origin: str, name: str) -> None:
        if checkpoint.origin != origin or path.name != name:
            raise NotAWitness(
                str(self.path), f"{path.name} holds another head than its name says", f"isi {path.name} tertukar"
            )

    def _check_memory(self, folder: Path, heads: tuple[str, ...]) -> None:
        """The memory names the newest head, or the one before it where a run was cut off between the two files."""
        path = folder / _MEMORY
        if not path.exists():
            if len(heads) > 1:
                raise NotAWitness(
                    str(self.path), f"{folder.name}/{_MEMORY} is missing", f"{folder.name}/{_MEMORY} hilang"
                )
            return
        try:
            remembered = parse_seen(self._text(path)).checkpoint
        except ProofError as error:
            raise self._damaged(path, error) from error
        if remembered not in [read_head(note)[0] for note in heads[-2:]]:
            raise NotAWitness(
                str(self.path),
                f"{folder.name}: the head of size {remembered.size} that she remembers is missing, or newer ones are",
                f"{folder.name}: kepala buku berisi {remembered.size} catatan yang diingat hilang, atau ada yang asing",
            )

    def _log_key(self, folder: Path) -> VerifierKey | None:
        path = folder / _LOG_KEY
        if not path.exists():
            return None
        try:
            return parse_vkey(self._text(path).removesuffix("\n"))
        except ProofError as error:
            raise self._damaged(path, error) from error

    def evidence(self, group_id: str | None = None) -> Iterator[tuple[Path, Evidence]]:
        """The evidence that she keeps, of one group or of all, each in its file.

        Raises:
            NotAWitness: A file is damaged.
        """
        for path in self.evidence_files(group_id):
            try:
                yield path, parse_evidence(self._text(path))
            except ProofError as error:
                raise self._damaged(path, error) from error

    def evidence_files(self, group_id: str | None = None) -> list[Path]:
        """Where evidence lies, of one group or of all, sorted by name."""
        found = [(path, _EVIDENCE.fullmatch(path.name)) for path in sorted(self.path.iterdir())]
        return [path for path, match in found if match is not None and group_id in (None, match[1])]

    # Writing.

    def finished(self, origin: str) -> Memory:
        """What she remembers, after finishing a run that was cut off. Inside `locked`.

        Raises:
            NotAWitness: As of `memory`.
        """
        memory = self.memory(origin)
        seen = memory.seen
        path = self._folder(origin) / _MEMORY
        if seen is not None and (not path.exists() or parse_seen(self._text(path)) != seen):
            put(path, seen.text.encode())
        return memory

    def keep_cosigned(self, note: str, log_key: VerifierKey | None) -> None:
        """Keep a head with her cosignature, and remember it as the newest. Inside `locked`; durable when it returns.

        Args:
            note: It, cosigned.
            log_key: The log's key that has signed it, if it is known; the log's from now on.
        """
        checkpoint = read_head(note)[0]
        folder = self._folder(checkpoint.origin)
        make_folder(folder)
        if log_key is not None:
            put(folder / _LOG_KEY, f"{log_key.text}\n".encode())
        put(folder / _head_name(checkpoint), note.encode())
        put(folder / _MEMORY, Seen(checkpoint, note).text.encode())

    def keep_shown(self, note: str) -> None:
        """Keep a head that she does not cosign. Inside `locked`; durable when it returns."""
        checkpoint = read_head(note)[0]
        folder = self._folder(checkpoint.origin)
        make_folder(folder)
        put(folder / _shown_name(checkpoint, note), note.encode())

    def keep_evidence(self, evidence: Evidence, remarks: str) -> Path:
        """Keep two heads that can't both be true; the same twice is one file. Inside `locked`; durable when it returns.

        Args:
            evidence: They, and why.
            remarks: For people, at the beginning of the file.
        """
        seen, shown = evidence.heads
        group_id, _ = parse_origin(seen.origin)
        path = self.path / f"bukti-{group_id}-{seen.size}-{shown.size}-{_digest(evidence.text)}.txt"
        put(path, evidence.with_remarks(remarks).encode())
        return path

    # Files.

    def _folder(self, origin: str) -> Path:
        return self.path / "-".join(parse_origin(origin))

    def _text(self, path: Path) -> str:
        try:
            with path.open("rb") as file:
                data = file.read(_MOST + 1)
            return data.decode()
        except UnicodeDecodeError as error:
            raise NotAWitness(str(self.path), f"{path.name} is no text", f"{path.name} bukan teks") from error
        except FileNotFoundError as error:
            raise NotAWitness(str(self.path), f"{path.name} is missing", f"{path.name} hilang") from error
        except OSError as error:
            raise refused_by_system(str(path), error) from error

    def _damaged(self, path: Path | str, error: ProofError) -> NotAWitness:
        name = Path(path).relative_to(self.path) if isinstance(path, Path) else path
        return NotAWitness(
            str(self.path), f"{name} is damaged: {error.problem}", f"isi {name} rusak: {error.problem_id}"
        )


def _head_name(checkpoint: Checkpoint) -> str:
    return f"kepala-{checkpoint.size:010}.txt"


def _shown_name(checkpoint: Checkpoint, note: str) -> str:
    return f"dilihat-{checkpoint.size:010}-{_digest(note)}.txt"


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:8]
