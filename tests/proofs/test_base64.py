"""Base64 is read only in the one form in which it is written."""

import pytest

from kube_ledger.errors import ProofError
from kube_ledger.proofs._strict import base64, unbase64

WHAT = "a signature", "tanda tangan"


@pytest.mark.parametrize("data", [b"", b"a", b"ab", b"abc"])
def test_what_was_written_is_read(data: bytes) -> None:
    assert unbase64(base64(data), WHAT) == data


@pytest.mark.parametrize("text", ["A", "AA", "AAA", "AAAAA", "AA=", "=", "A===", "AAAA==", "YR==", "YW-_", "YQ==\n"])
def test_a_wrong_length_padding_letter_or_bit_is_not_read(text: str) -> None:
    with pytest.raises(ProofError):
        unbase64(text, WHAT)
