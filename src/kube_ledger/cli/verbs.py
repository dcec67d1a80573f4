"""A command that is called with a verb: the program itself, and a verb that has verbs of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .options import everywhere
from .running import CANNOT_RUN
from .usage import Helping, help_option, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kube_ledger.wording.interface import Words


class Verbs(Helping, click.Group):
    """Some verbs under one name.

    Args:
        words: The language of its help and complaints.
        name: Its own name.
        verbs: English verb → its Indonesian alias.
        load: Gives the command of a verb, by its English name.
        prefix: Where the texts of the verbs are found: `verb/` and this stand before their names.
        more: What it takes beside the options that stand everywhere.
        help: What it is for.
        epilog: What stands below the help.
    """

    def __init__(
        self,
        words: Words,
        name: str,
        verbs: Mapping[str, str],
        load: Callable[[str], click.Command],
        *,
        prefix: str = "",
        more: Sequence[click.Parameter] = (),
        help: str,  # noqa: A002  # as click names it
        epilog: str | None = None,
    ) -> None:
        self.words = words
        self.verbs = verbs
        self._english = {alias: verb for verb, alias in verbs.items()}
        self._load = load
        self._prefix = prefix
        super().__init__(
            name,
            params=[*everywhere(words), *more, help_option(words)],
            help=help,
            epilog=epilog,
            callback=self._without_a_verb,
            invoke_without_command=True,
            add_help_option=False,
            context_settings={"max_content_width": 80},
        )

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click names it
        """The English verbs."""
        return list(self.verbs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """A verb by either of its names."""
        name = self._english.get(cmd_name, cmd_name)
        return self._load(name) if name in self.verbs else None

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
            hint = nearest(args[0], [*self.verbs, *self._english], self.words)
            raise click.UsageError(self.words("usage/no-verb", given=args[0], hint=hint), ctx)
        return args[0], command, args[1:]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The line that shows how it is called."""
        formatter.write_usage(ctx.command_path, self.words("help/verb-there"), prefix=f"{self.words('help/usage')}: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs, then the options."""
        with formatter.section(self.words("help/verbs")):
            formatter.write_dl([(self._names(verb), self.words(f"verb/{self._prefix}{verb}")) for verb in self.verbs])
        super().format_options(ctx, formatter)

    def _names(self, verb: str) -> str:
        both = (verb, self.verbs[verb])
        return ", ".join(both if self.words.lang == "en" else both[::-1])

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Nothing: `format_options` lists them, in our words."""

    @staticmethod
    def _without_a_verb(**_: Any) -> int:
        ctx = click.get_current_context()
        if ctx.invoked_subcommand is None:
            click.echo(ctx.get_help(), err=True)
        return CANNOT_RUN
