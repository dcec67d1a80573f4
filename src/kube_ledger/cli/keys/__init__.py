"""`keys`: private keys in files of their own, public ones in the books of a group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

VERBS: Final[Mapping[str, str]] = {
    "new": "baru",
    "seal": "segel",
    "show": "lihat",
    "passphrase": "sandi",
    "enrol": "daftarkan",
    "revoke": "cabut",
    "list": "daftar",
    "rotate": "ganti",
    "sign": "tandatangani",
    "record": "catat",
}
"""English verb → its Indonesian alias."""
