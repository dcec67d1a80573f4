"""The options that several verbs share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .usage import Argument, Choice, Day, Moment, Natural, Option

if TYPE_CHECKING:
    from kube_ledger.wording.interface import Words

LANGS = ("id", "en")


def everywhere(words: Words) -> list[Option]:
    """Those that may stand before the verb or behind it."""
    return [
        Option(["--lang"], type=Choice(words, LANGS), metavar="id|en", help=words("option/lang")),
        Option(["--json"], is_flag=True, help=words("option/json")),
        Option(["--domain"], metavar=words("metavar/domain"), help=words("option/domain")),
    ]


def ledger(words: Words, *, required: bool = True) -> Argument:
    """The ledger's path."""
    return Argument("path", metavar=words("metavar/path"), help=words("argument/path"), required=required)


def ledger_or_bundle(words: Words) -> Argument:
    """The path of a ledger, or of a bundle."""
    return Argument("path", metavar=words("metavar/path"), help=words("argument/path-or-bundle"))


def group(words: Words, *, required: bool = True) -> Option:
    """The group."""
    text = words("option/group" if required else "option/one-group")
    return Option(["--group"], required=required, metavar=words("metavar/group"), help=text)


def with_names(words: Words) -> Option:
    """Whether names stand beside the ids of people."""
    return Option(["--with-names"], is_flag=True, help=words("option/with-names"))


def point_of_view(words: Words) -> list[Option]:
    """What restricts the entries that are seen; see `AsOf`."""
    return [
        Option(["--occurred-on"], type=Day(words), metavar=words("metavar/day"), help=words("option/occurred-on")),
        Option(
            ["--recorded-at"], type=Moment(words), metavar=words("metavar/moment"), help=words("option/recorded-at")
        ),
        Option(["--position"], type=Natural(words), metavar="N", help=words("option/position")),
    ]


def window(words: Words) -> list[Option]:
    """The days that are asked about, both included."""
    return [
        Option(["--from", "start"], type=Day(words), metavar=words("metavar/day"), help=words("option/from")),
        Option(["--to", "end"], type=Day(words), metavar=words("metavar/day"), help=words("option/to")),
    ]
