"""click's commands, options and complaints in our own words, in either language."""

from __future__ import annotations

import re
from datetime import date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import click

from kube_ledger.errors import ProofError

from .faults import CannotRun

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kube_ledger.wording.interface import Words

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?", re.ASCII)
_NATURAL = re.compile(r"\d{1,18}", re.ASCII)


if TYPE_CHECKING:
    _Type = click.ParamType[Any]
else:
    _Type = click.ParamType  # which earlier versions of click can't subscript


class Option(click.Option):
    """An option whose help is ours alone."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:  # noqa: ARG002  # click names it
        """(names and value, what it is for)."""
        names = ", ".join(self.opts)
        return (names if self.is_flag else f"{names} {self.metavar}", self.help or "")


class Argument(click.Argument):
    """An argument with a line of help.

    Args:
        name: How the verb's function calls it.
        metavar: How the help calls it.
        help: What it is.
        type: What it may be; None = any text.
        required: Whether the verb always needs it.
    """

    def __init__(
        self,
        name: str,
        *,
        metavar: str,
        help: str,  # noqa: A002  # as click names it in options
        type: _Type | None = None,  # noqa: A002  # as click names it
        required: bool = True,
    ) -> None:
        super().__init__([name], metavar=metavar, type=type, required=required)
        self.line = (metavar, help)


class Helping(click.Command):
    """What verbs and the command itself share: help in our words."""

    words: Words

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the arguments; whatever is wrong with them is known to be said of this command."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The line that shows how it is called."""
        pieces = [param.line[0] for param in self.params if isinstance(param, Argument)]
        wanted = " ".join([self.words("help/options-there"), *pieces])
        formatter.write_usage(ctx.command_path, wanted, prefix=f"{self.words('help/usage')}: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What goes with it."""
        arguments = [param.line for param in self.params if isinstance(param, Argument)]
        options = [param.get_help_record(ctx) for param in self.params if isinstance(param, Option)]
        for heading, lines in (("help/arguments", arguments), ("help/options", options)):
            if lines:
                with formatter.section(self.words(heading)):
                    formatter.write_dl(lines)


class Verb(Helping):
    """One verb.

    Args:
        words: The language.
        name: Its English name, behind that of the verb that it belongs to and a slash, if it does.
        params: Its arguments and options.
        callback: Does it and gives the exit code.
    """

    def __init__(self, words: Words, name: str, params: Sequence[click.Parameter], callback: Any) -> None:
        self.words = words
        super().__init__(
            name.rpartition("/")[2],
            params=[*params, help_option(words)],
            callback=callback,
            help=words(f"verb/{name}/help"),
            add_help_option=False,
            context_settings={"allow_extra_args": True, "max_content_width": 80},
        )

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the arguments; one too many is a fault."""
        super().parse_args(ctx, args)
        if ctx.args:
            raise click.UsageError(self.words("usage/extra", given=" ".join(ctx.args)), ctx)
        return []


def help_option(words: Words) -> Option:
    """`--help`, in the language of the words."""

    def show(ctx: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001  # click's signature
        if asked and not ctx.resilient_parsing:
            click.echo(ctx.get_help())
            ctx.exit()

    return Option(
        ["--help", "-h"], is_flag=True, is_eager=True, expose_value=False, help=words("option/help"), callback=show
    )


class Choice(_Type):
    """One of a few words."""

    name = "choice"

    def __init__(self, words: Words, choices: Iterable[str]) -> None:
        self._words = words
        self._choices = tuple(choices)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word itself."""
        if value not in self._choices:
            self.fail(self._words("usage/choice", given=value, choices=", ".join(self._choices)), param, ctx)
        return str(value)


class Natural(_Type):
    """A whole number from 0."""

    name = "number"

    def __init__(self, words: Words) -> None:
        self._words = words

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number."""
        if not _NATURAL.fullmatch(str(value)):
            self.fail(self._words("usage/natural", given=value), param, ctx)
        return int(value)


class Day(_Type):
    """A date YYYY-MM-DD."""

    name = "day"

    def __init__(self, words: Words) -> None:
        self._words = words

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date."""
        from kube_ledger.days import parse_day  # noqa: PLC0415  # the help needs no calendar

        try:
            return parse_day(str(value))
        except ValueError:
            self.fail(self._words("usage/day", given=value), param, ctx)


class Moment(_Type):
    """A date and a time of day, with or without a zone."""

    name = "moment"

    def __init__(self, words: Words) -> None:
        self._words = words

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment; without a zone where none is given."""
        try:
            if not _MOMENT.fullmatch(str(value)):
                raise ValueError(value)
            return datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(self._words("usage/moment", given=value), param, ctx)


class InItsForm(_Type):
    """A key, a code: what has a form of its own.

    Args:
        words: The language.
        read: Reads it, or says by a `ProofError` what is wrong with it.
    """

    name = "form"

    def __init__(self, words: Words, read: Callable[[str], Any]) -> None:
        self._words = words
        self._read = read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """What was read."""
        try:
            return self._read(str(value))
        except ProofError as error:
            self.fail(error.problem_id if self._words.lang == "id" else error.problem, param, ctx)


def usage_fault(error: click.UsageError, words: Words) -> CannotRun:
    """What is wrong with the arguments, in our words and with where to read on."""
    command = "kube-ledger" if error.ctx is None else error.ctx.command_path
    return CannotRun("usage", problem=_problem(error, words), command=command)


def _problem(error: click.UsageError, words: Words) -> str:
    params = [] if error.ctx is None else error.ctx.command.params
    match error:
        case click.MissingParameter():
            name = _name(error.param)
            return words("usage/missing-option" if name.startswith("-") else "usage/missing-argument", name=name)
        case click.BadParameter():
            return words("usage/bad-value", name=_name(error.param), problem=error.message)
        case click.NoSuchOption():
            known = [name for param in params for name in param.opts if name.startswith("-")]
            return words("usage/no-option", given=error.option_name, hint=nearest(error.option_name, known, words))
        case click.BadOptionUsage():
            flags = {
                name for param in params if isinstance(param, click.Option) and param.is_flag for name in param.opts
            }
            what = "usage/no-value" if error.option_name in flags else "usage/value-missing"
            return words(what, name=error.option_name)
    return error.message


def nearest(given: str, known: Sequence[str], words: Words) -> str:
    """A hint at what was perhaps meant; nothing if nothing is near."""
    near = get_close_matches(given, known, n=1)
    return words("usage/hint", near=near[0]) if near else ""


def refuse(words: Words, name: str, values: Mapping[str, object]) -> None:
    """Complain about a value that was given and does not go with the others.

    Args:
        words: The language.
        name: The sentence, which says what is `given`.
        values: Parameter → its value; one that was not given is None, false or empty.
    """
    ctx = click.get_current_context()
    for param in ctx.command.params:
        if values.get(param.name or "") not in (None, False, ()):
            raise click.UsageError(words(name, given=_name(param)), ctx)


def _name(param: click.Parameter | None) -> str:
    if isinstance(param, Argument):
        return param.line[0]
    return "" if param is None else param.opts[0]
