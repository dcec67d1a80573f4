"""Something secret that was planted, looked for in every form in which bytes may hold it."""

from __future__ import annotations

from base64 import b32encode, b64encode, urlsafe_b64encode
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


@cache
def forms(secret: str) -> tuple[bytes, ...]:
    """A text as UTF-8 and UTF-16, and each of these in hex, base64 at each of its three places, and percent signs.

    Args:
        secret: Long enough that base64 of its inside says something: 8 characters or more.
    """
    assert len(secret) >= 8
    plain = [secret.encode(), secret.encode("utf-16-le"), secret.encode("utf-16-be"), secret.encode("utf-32-le")]
    made = [*plain, secret.encode("unicode_escape"), quote(secret).encode()]
    for data in plain:
        made += [data.hex().encode(), data.hex().upper().encode(), b32encode(data).rstrip(b"=")[:-2]]
        for encode in (b64encode, urlsafe_b64encode):
            for before in range(3):
                # The first and last group hold bits of the neighbours: only what is between them is the secret's alone.
                made.append(encode(bytes(before) + data).rstrip(b"=")[4 if before else 0 : -4])
    return tuple(dict.fromkeys(made))


def planted_in(data: bytes | str, secrets: Iterable[str]) -> list[str]:
    """Which of the secrets stand in some bytes or a text, in whatever form."""
    held = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return [secret for secret in secrets if any(form in held for form in forms(secret))]


def planted_under(folder: Path, secrets: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(file, secret) for each secret that stands in a file, whatever it is called, under a folder; in names too."""
    secrets = tuple(secrets)
    for path in sorted(folder.rglob("*")):
        yield from ((str(path), secret) for secret in planted_in(path.name, secrets))
        if path.is_file():
            yield from ((str(path), secret) for secret in planted_in(path.read_bytes(), secrets))
