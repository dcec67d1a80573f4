"""The command and its verbs, each loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import click

from kube_ledger import __version__

from .options import everywhere
from .running import DONE, NAME
from .usage import Option, Verb, usage_fault
from .verbs import Verbs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kube_ledger.wording.interface import Words


VERBS: Final[Mapping[str, str]] = {
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
"""English verb → its Indonesian alias."""

_ENGLISH: Final = {alias: verb for verb, alias in VERBS.items()}
_MODULES: Final = {"import": "import_", "list": "list_"}


def invoke(arguments: Sequence[str], words: Words) -> int:
    """Do what the arguments ask.

    Returns:
        The verb's exit code.

    Raises:
        CannotRun: The arguments can't be understood.
    """
    command = KubeLedger(words)
    try:
        with command.make_context(NAME, list(arguments)) as ctx:
            code = command.invoke(ctx)
    except click.exceptions.Exit as left:
        return left.exit_code
    except click.UsageError as error:
        raise usage_fault(error, words) from None
    return int(code or DONE)


class KubeLedger(Verbs):
    """The command itself.

    Args:
        words: The language of its help and complaints.
    """

    def __init__(self, words: Words) -> None:
        super().__init__(
            words,
            NAME,
            VERBS,
            self._verb,
            more=[_version_option(words)],
            help=words("help/command"),
            epilog=words("help/epilog"),
        )

    def _verb(self, name: str) -> click.Command:
        module = import_module(f"kube_ledger.cli.{_MODULES.get(name, name)}")
        verbs: Mapping[str, str] | None = getattr(module, "VERBS", None)
        if verbs is None:
            return _made(self.words, name, module)

        def part(verb: str) -> click.Command:
            own = import_module(f"{module.__name__}.{_MODULES.get(verb, verb)}")
            return _made(self.words, f"{name}/{verb}", own)

        return Verbs(self.words, name, verbs, part, prefix=f"{name}/", help=self.words(f"verb/{name}/help"))


def _made(words: Words, name: str, module: Any) -> Verb:
    return Verb(words, name, [*module.params(words), *everywhere(words)], _running(module.run, words))


def _version_option(words: Words) -> Option:
    def show(ctx: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001  # click's signature
        if asked and not ctx.resilient_parsing:
            click.echo(f"{NAME} {__version__}")
            ctx.exit()

    return Option(
        ["--version"], is_flag=True, is_eager=True, expose_value=False, help=words("option/version"), callback=show
    )


def _running(run: Callable[..., int], words: Words) -> Callable[..., int]:
    """A verb's function as click calls it, with what stands before the verb taken in."""

    def callback(**values: Any) -> int:
        from .asking import Ask  # noqa: PLC0415  # the ledger only when a verb runs, not for its help

        ctx = click.get_current_context()
        values.pop("lang")
        ask = Ask(
            words,
            as_json=values.pop("json") or bool(_said_before(ctx, "json")),
            domain_name=values.pop("domain") or _said_before(ctx, "domain"),
        )
        return run(ask, **values)

    return callback


def _said_before(ctx: click.Context, name: str) -> Any:
    """What stands before the verb, or before the verb that it belongs to."""
    above = ctx.parent
    while above is not None and not above.params.get(name):
        above = above.parent
    return None if above is None else above.params[name]
