"""The command and its verbs, each loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import click

from kube_ledger import __version__

from .options import everywhere
from .running import CANNOT_RUN, DONE, NAME
from .usage import Helping, Option, Verb, help_option, nearest, usage_fault

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
    "backup": "cadangkan",
}
"""English verb → its Indonesian alias."""

_ENGLISH: Final = {alias: verb for verb, alias in VERBS.items()}
_MODULES: Final = {"import": "import_"}


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


class KubeLedger(Helping, click.Group):
    """The command itself.

    Args:
        words: The language of its help and complaints.
    """

    def __init__(self, words: Words) -> None:
        self.words = words
        super().__init__(
            NAME,
            params=[*everywhere(words), _version_option(words), help_option(words)],
            help=words("help/command"),
            epilog=words("help/epilog"),
            callback=self._without_a_verb,
            invoke_without_command=True,
            add_help_option=False,
            context_settings={"max_content_width": 80},
        )

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click names it
        """The English verbs."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """A verb by either of its names."""
        name = _ENGLISH.get(cmd_name, cmd_name)
        if name not in VERBS:
            return None
        module = import_module(f"kube_ledger.cli.{_MODULES.get(name, name)}")
        params = [*module.params(self.words), *everywhere(self.words)]
        return Verb(self.words, name, params, _running(module.run, self.words))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb that the first argument names.

        Raises:
            click.UsageError: None has that name.
        """
        command = self.get_command(ctx, args[0])
        if command is None:
            if args[0].startswith("-"):
                raise click.NoSuchOption(args[0], ctx=ctx)
            hint = nearest(args[0], [*VERBS, *_ENGLISH], self.words)
            raise click.UsageError(self.words("usage/no-verb", given=args[0], hint=hint), ctx)
        return args[0], command, args[1:]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The line that shows how it is called."""
        formatter.write_usage(ctx.command_path, self.words("help/verb-there"), prefix=f"{self.words('help/usage')}: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs, then the options."""
        with formatter.section(self.words("help/verbs")):
            formatter.write_dl(
                [
                    (", ".join((verb, alias) if self.words.lang == "en" else (alias, verb)), self.words(f"verb/{verb}"))
                    for verb, alias in VERBS.items()
                ]
            )
        super().format_options(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Nothing: `format_options` lists them, in our words."""

    @staticmethod
    def _without_a_verb(**_: Any) -> int:
        ctx = click.get_current_context()
        if ctx.invoked_subcommand is None:
            click.echo(ctx.get_help(), err=True)
        return CANNOT_RUN


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
        before = {} if ctx.parent is None else ctx.parent.params
        values.pop("lang")
        ask = Ask(
            words,
            as_json=values.pop("json") or bool(before.get("json")),
            domain_name=values.pop("domain") or before.get("domain"),
        )
        return run(ask, **values)

    return callback
