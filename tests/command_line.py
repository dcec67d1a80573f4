"""What tests of the command line share: what a run left, and lines of a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

GROUP = "melati-3"
SECRET = "melati di pagar"  # the passphrase of a test
SIZE = 1_319
"""How many entries the sample of 2019 has."""


class Done(NamedTuple):
    """What a run left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The answer for a machine: one line, nothing beside it."""
        assert self.out.endswith("\n")
        assert self.out.count("\n") == 1
        return json.loads(self.out)


Kube = Callable[..., Done]
"""Takes the arguments and runs the command."""

Lines = Callable[..., Path]
"""Takes lines and gives the file that holds them."""


def line(type_: str, *, day: str = "2019-07-07", key: str | None = None, by: str = "treasurer", **data: object) -> str:
    """One line of a file."""
    told: dict[str, Any] = {"type": type_, "occurred_on": day, "recorded_by": by, "data": data}
    return json.dumps(told if key is None else {**told, "key": key})


def founding() -> list[str]:
    """A group of two members, each line under a key."""
    place = {"kelurahan": "Galur", "kecamatan": "Johar Baru", "city": "Jakarta Pusat"}
    formed = line("group-formed", key="form", name="KUBE", formed_by="Dinas Sosial", business="katering", **place)
    joined = [line("member-joined", key=m, member_id=m, cadre=False, own_business=True) for m in ("m01", "m02")]
    return [formed, *joined]
