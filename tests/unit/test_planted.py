"""What looks for planted secrets finds them in each form, and only them."""

import base64
from pathlib import Path
from urllib.parse import quote

import pytest

from planted import planted_in, planted_under

SECRET = "demam berdarah, dirawat"
HIDDEN = {
    "utf-8": SECRET.encode(),
    "utf-16": SECRET.encode("utf-16"),
    "utf-16-be": SECRET.encode("utf-16-be"),
    "hex": SECRET.encode().hex().encode(),
    "HEX": SECRET.encode().hex().upper().encode(),
    "hex of utf-16": SECRET.encode("utf-16-le").hex().encode(),
    **{f"base64 {n}": base64.b64encode(b"x" * n + SECRET.encode() + b"yz" * n) for n in range(4)},
    **{f"base64 of utf-16 {n}": base64.b64encode(b"x" * n + SECRET.encode("utf-16-le")) for n in range(3)},
    "percent": quote(SECRET).encode(),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_it_is_found_in_every_form(name: str, tmp_path: Path) -> None:
    held = b"\0\xff ..." + HIDDEN[name] + b"... \xff"
    assert planted_in(held, [SECRET, "another secret"]) == [SECRET]
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "x.bin").write_bytes(held)
    assert [secret for _, secret in planted_under(tmp_path, [SECRET])] == [SECRET]


def test_nothing_is_found_where_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "x.bin").write_bytes(bytes(range(256)) * 100 + b"demam")
    assert list(planted_under(tmp_path, [SECRET])) == []
