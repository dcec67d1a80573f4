"""`witness`: on the facilitator's device, cosign what extends the head that is remembered; keep what contradicts it."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any, Final

import click

from kube_ledger.audit.short_code import short_code
from kube_ledger.audit.witness_store import WitnessStore
from kube_ledger.audit.witnessing import Witness
from kube_ledger.errors import Busy, IntegrityError, ProofError
from kube_ledger.proofs import CheckpointRequest, parse_origin, parse_request, read_head

from .faults import CannotRun, complain, sentence_of
from .files import STANDARD, reading, small, writing
from .passphrase import passphrase
from .usage import Argument, InItsForm, Option
from .vkeys import of_logs, read_vkey

if TYPE_CHECKING:
    from collections.abc import Callable

    from kube_ledger.audit.witnessing import Answer
    from kube_ledger.proofs import Checkpoint, Signer, VerifierKey
    from kube_ledger.wording.interface import Words

    from .asking import Ask

_DATABASE: Final = b"SQLite format 3\0"
_PATIENCE_SECONDS: Final = 10.0
_PAUSE_SECONDS: Final = 0.1


def params(words: Words) -> list[click.Parameter]:
    """What the verb takes."""
    file = words("metavar/file")
    return [
        Argument("store", metavar=words("metavar/store"), help=words("argument/store")),
        Argument("what", metavar=words("metavar/from"), help=words("argument/from"), required=False),
        Option(["--group"], metavar=words("metavar/group"), help=words("option/witness-group")),
        Option(["--head"], metavar=file, help=words("option/witness-head")),
        Option(
            ["--key"],
            type=InItsForm(words, read_vkey),
            metavar=words("metavar/vkey"),
            help=words("option/witness-key"),
        ),
        Option(["--output", "-o"], metavar=file, help=words("option/witness-output")),
        Option(["--another-log"], is_flag=True, help=words("option/another-log")),
        Option(["--list", "listing"], is_flag=True, help=words("option/list")),
        Option(["--create"], metavar=words("metavar/name"), help=words("option/create")),
        Option(["--passphrase-file"], metavar=file, help=words("option/passphrase-file")),
    ]


def run(ask: Ask, *, store: str, create: str | None, listing: bool, passphrase_file: str | None, **rest: Any) -> int:
    """Make the memory, show it, or take a head in."""
    if create is not None:
        _refuse(ask, "--create", {**rest, "listing": listing})
        return _created(ask, store, create, passphrase_file)
    if listing:
        _refuse(ask, "--list", {**rest, "passphrase_file": passphrase_file})
        from .shown_witness import show_memories  # noqa: PLC0415  # only who asks for it

        show_memories(ask, WitnessStore(store))
        return 0
    what = rest.pop("what")
    if what is None:
        ctx = click.get_current_context()
        raise click.MissingParameter(ctx=ctx, param=next(one for one in ctx.command.params if one.name == "what"))
    shown = _Given(ask, WitnessStore(store), what, passphrase_file, **rest)
    try:
        answer = shown.of_ledger() if _is_ledger(what) else shown.of_request()
    except IntegrityError as error:
        complain(sentence_of(error, ask.words))
        complain(ask.words("witness/damaged", path=what))
        return 1
    except ProofError as error:
        return _refused(ask, error)
    return _answered(ask, shown.store, answer, output=rest["output"], source=what)


def _refused(ask: Ask, error: ProofError) -> int:
    """It is no head that she could take in: not signed as it must be, or not one of this log."""
    problem = error.problem_id if ask.words.lang == "id" else error.problem
    if ask.as_json:
        ask.answer({"verdict": "refused", "reason": problem, "note": None})
    else:
        complain(ask.words("witness/refused", problem=problem))
    return 1


def _refuse(ask: Ask, with_: str, values: dict[str, object]) -> None:
    """Complain about a value that was given and does not go with the option."""
    ctx = click.get_current_context()
    for param in ctx.command.params:
        if values.get(param.name or "") not in (None, False):
            given = param.line[0] if isinstance(param, Argument) else param.opts[0]
            raise click.UsageError(ask.words("witness/alone", given=given, with_=with_), ctx)


def _created(ask: Ask, store: str, name: str, passphrase_file: str | None) -> int:
    secret = passphrase(ask, name, passphrase_file, is_new=True)
    try:
        made = WitnessStore.create(store, name, secret, os.urandom)
    except ProofError as error:
        raise _key_trouble(ask, store, error) from error
    if ask.as_json:
        ask.answer({"store": store, "key": made.key.text})
        return 0
    ask.screen.line(ask.words("witness/created", path=store))
    ask.screen.line(ask.words("witness/hand-out"))
    ask.screen.command(made.key.text)
    return 0


def _is_ledger(path: str) -> bool:
    if path == STANDARD or "://" in path:
        return path != STANDARD
    if not os.path.isfile(path):  # noqa: PTH113  # of a name that can't be one it says no; a pipe is read only once
        return False
    with reading(path) as file:
        return file.read(len(_DATABASE)) == _DATABASE


class _Given:
    """What she was handed, and how to judge it."""

    def __init__(  # the verb's own options
        self,
        ask: Ask,
        store: WitnessStore,
        what: str,
        passphrase_file: str | None,
        *,
        group: str | None,
        head: str | None,
        key: VerifierKey | None,
        another_log: bool,
        output: str | None,  # noqa: ARG002  # of the answer
    ) -> None:
        self.ask = ask
        self.store = store
        self._what = what
        self._passphrase_file = passphrase_file
        self._group = group
        self._head = head
        self._key = key
        self._another_log = another_log

    def of_ledger(self) -> Answer:
        """A ledger file: every leaf is held against its record."""
        if self._group is None:
            ctx = click.get_current_context()
            raise click.MissingParameter(ctx=ctx, param=next(one for one in ctx.command.params if one.name == "group"))
        note = None if self._head is None else small(self._head)
        given = None if note is None else self._parsed(read_head, note, self._head or "")[0]
        with self.ask.reading(self._what) as ledger:
            group = self.ask.group(ledger, self._group)
            witness = self._witness(group.checkpoint() if given is None else given)
            return self._patiently(
                lambda: witness.see_log(
                    ledger.log,
                    group.group_id,
                    time=_now(),
                    note=note,
                    vkey=self._key_of(group.checkpoint()),
                    another_log=self._another_log,
                )
            )

    def of_request(self) -> Answer:
        """A request or a head: the proof comes with it, or none is needed."""
        _refuse(self.ask, self._what, {"head": self._head})
        data = small(self._what)
        proof: tuple[bytes, ...] = ()
        old: int | None = None
        if data.startswith(b"old "):
            request: CheckpointRequest = self._parsed(parse_request, data, self._what)
            proof, old, data = request.proof, request.old, request.note.encode()
        head, _ = self._parsed(read_head, data, self._what)
        held, _ = self._parsed(parse_origin, head.origin, self._what)
        if self._group not in (None, held):
            raise CannotRun("witness/other-group", path=self._what, held=held, group=self._group)
        witness = self._witness(head)
        return self._patiently(
            lambda: witness.see(
                data,
                proof,
                time=_now(),
                old=old,
                vkey=self._key_of(head),
                another_log=self._another_log,
            )
        )

    def _key_of(self, head: Checkpoint) -> VerifierKey | None:
        """The log's key, whatever name its file has: heads are signed under that of their log."""
        return None if self._key is None else of_logs([self._key], [head.origin])[-1]

    def _parsed(self, parse: Callable[[Any], Any], data: object, path: str) -> Any:
        try:
            return parse(data)
        except ProofError as error:
            problem = error.problem_id if self.ask.words.lang == "id" else error.problem
            raise CannotRun("witness/unreadable", path=path, problem=problem) from error

    def _witness(self, head: Checkpoint) -> Witness:
        """Say first that she does not know the log, then ask for what opens her key: whoever doubts stops here."""
        if self.store.memory(head.origin).seen is None:
            group, _ = parse_origin(head.origin)
            complain(
                self.ask.words("witness/unknown-log", group=group, size=head.size, code=short_code(head.root)),
            )
        return Witness(self.store, self._signer())

    def _signer(self) -> Signer:
        secret = passphrase(self.ask, self.store.key.name, self._passphrase_file)
        try:
            return self.store.signer(secret)
        except ProofError as error:
            raise _key_trouble(self.ask, str(self.store.path), error) from error

    @staticmethod
    def _patiently(judge: Callable[[], Answer]) -> Answer:
        """Her answer, once no other process is at her memory."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                return judge()
            except Busy:
                if time.monotonic() > until:
                    raise
                time.sleep(_PAUSE_SECONDS)


def _now() -> int:
    return int(time.time())


def _key_trouble(ask: Ask, path: str, error: ProofError) -> CannotRun:
    return CannotRun("witness/key", path=path, problem=error.problem_id if ask.words.lang == "id" else error.problem)


def _answered(ask: Ask, store: WitnessStore, answer: Answer, *, output: str | None, source: str) -> int:
    """Hand the note on, and say what it is; she has kept it before."""
    target = output or STANDARD
    if answer.note is not None and not (ask.as_json and target == STANDARD):
        with writing(target, source=source) as file:
            file.write(answer.note.encode())
    from .shown_witness import as_object, show_answer  # noqa: PLC0415  # after the note is out

    if ask.as_json:
        if target != STANDARD or output is None:
            ask.answer(as_object(answer))
    else:
        show_answer(ask, store, answer, output=output)
    return int(answer.verdict != "cosigned" or answer.evidence is not None)
