"""Verifier keys: read whole or not at all, weak ones refused, and private keys behind a passphrase.

Facts carried over: the vkeys of golang.org/x/mod `sumdb/note/note_test.go` (BSD-3-Clause), the example of
c2sp.org/signed-note (CC-BY-4.0), the encodings of the points of small order as listed by cr.yp.to/ecdh.html and
libsodium (ISC); no code of theirs is used.
"""

from __future__ import annotations

import base64
import pickle
import subprocess
import sys
from hashlib import sha256
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kube_ledger import proofs
from kube_ledger.errors import MissingExtra, ProofError
from kube_ledger.proofs import _curve

PETER: Final = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH: Final = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
C2SP: Final = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
# The private key of PeterNeumann, in Go's form: type and seed.
PETERS_SEED: Final = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]


def is_refused(vkey: Any) -> bool:
    try:
        proofs.enroll(vkey)
    except ProofError as error:
        return error.problem_id not in ("", "isinya tidak cocok", error.problem)
    return False


def vkey_of(name: str, public: bytes, *, kind: int = 1) -> str:
    """A vkey by the words of c2sp.org/signed-note, whatever the key."""
    material = bytes([kind]) + public
    short = sha256(name.encode("utf-8", "surrogatepass") + b"\n" + material).hexdigest()[:8]
    return f"{name}+{short}+{base64.b64encode(material).decode()}"


@pytest.mark.parametrize("vkey", [PETER, ENOCH, C2SP])
def test_known_keys_are_read_and_written_back(vkey: str) -> None:
    key = proofs.enroll(vkey)
    assert (key.name, key.key_hash.hex()) == tuple(vkey.split("+")[:2])
    assert key.type == proofs.NOTE_KEY
    assert key.text == vkey
    assert proofs.parse_vkey(vkey.encode()) == key == proofs.parse_vkey(key.text)
    assert pickle.loads(pickle.dumps(key)) == key


@pytest.mark.parametrize("vkey", [PETER, C2SP, vkey_of("pendamping/p01", proofs.parse_vkey(ENOCH).public, kind=4)])
def test_no_part_of_a_vkey_and_no_letter_more_is_read(vkey: str) -> None:
    """FAULTS C6: every substring, every byte + 1, every bit, anything before or behind."""
    proofs.enroll(vkey)
    for start in range(len(vkey)):
        for stop in range(start + 1, len(vkey) + 1):
            if (start, stop) != (0, len(vkey)):
                assert is_refused(vkey[start:stop])
    data = vkey.encode()
    for place, byte in enumerate(data):
        for other in {(byte + 1) % 256, *(byte ^ 1 << bit for bit in range(8))}:
            assert is_refused(data[:place] + bytes([other]) + data[place + 1 :])
    for more in ("\n", " ", "=", "==", "A", "AAAA", "+", "\0", "\r\n", "\N{EM DASH}", "\ufeff", "\u00a0"):
        assert is_refused(vkey + more)
        assert is_refused(more + vkey)


def test_a_vkey_has_the_hash_of_its_own_name_type_and_key() -> None:
    """FAULTS C6, B14."""
    peter, enoch = proofs.parse_vkey(PETER), proofs.parse_vkey(ENOCH)
    swapped = base64.b64encode(b"\x04" + peter.public).decode()
    for vkey in (
        PETER.replace("PeterNeumann", "EnochRoot"),
        PETER.replace("c74f20a3", enoch.key_hash.hex()),
        PETER.replace("c74f20a3", "C74F20A3"),
        PETER.replace("c74f20a3", "0c74f20a3"),
        f"PeterNeumann+c74f20a3+{swapped}",
        f"PeterNeumann+c74f20a3+{ENOCH.split('+', 2)[2]}",
        # Both of Go's: another length, and another algorithm, each with its hash adjusted.
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ):
        assert is_refused(vkey)
    for written in ("C74F20A3", "0xc74f20", "c74f20a", ""):
        with pytest.raises(ProofError, match=r"reads name\+hash\+key"):
            proofs.parse_vkey(PETER.replace("c74f20a3", written))


@pytest.mark.parametrize("kind", [0, 2, 3, 5, 6, 0x41, 0xFF])
def test_keys_of_other_types_are_refused(kind: int) -> None:
    public = proofs.parse_vkey(PETER).public
    assert is_refused(vkey_of("x", public, kind=kind))
    assert not is_refused(vkey_of("x", public, kind=1))
    assert not is_refused(vkey_of("x", public, kind=4))


@pytest.mark.parametrize(
    "name",
    [
        *("", " ", "a b", "a\tb", "a\u00a0b", "a\u2028b", "a\u3000b", "a\u0085b", "a\nb", "a\0b", "a\x1bb"),
        *("x" * 256, "\N{EM DASH}" * 86, "a\ud800b"),
    ],
    ids=ascii,
)
def test_a_key_has_a_name_without_spaces(name: str) -> None:
    assert is_refused(vkey_of(name, proofs.parse_vkey(PETER).public))
    with pytest.raises(ProofError):
        proofs.VerifierKey(name, proofs.NOTE_KEY, proofs.parse_vkey(PETER).public)


@pytest.mark.parametrize("name", ["x", "x" * 255, "\N{EM DASH}" * 85, "kube-ledger/melati-3/0123456789abcdef", "="])
def test_any_other_name_will_do(name: str) -> None:
    assert proofs.enroll(vkey_of(name, proofs.parse_vkey(PETER).public)).name == name


def test_the_base64_of_a_vkey_is_canonical() -> None:
    public = proofs.parse_vkey(PETER).public
    for length in (0, 1, 30, 31, 33, 34, 35, 64):
        assert is_refused(vkey_of("x", (public * 2)[:length]))
    assert is_refused(vkey_of("x", public).replace("/", "_"))
    text = PETER.replace("/LDE", "/\nLDE")
    assert is_refused(text)
    assert is_refused("x+00000000+")


@pytest.mark.parametrize(
    "value", [None, 1, [PETER], bytearray(PETER.encode()), object(), b"\xff", "a\ud800", "x" * 10**6]
)
def test_what_is_no_text_is_no_vkey(value: Any) -> None:
    assert is_refused(value)


@given(st.text() | st.binary() | st.from_regex(r"[a-z]{1,5}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{43}=?", fullmatch=True))
def test_nothing_but_a_proof_error_comes_out_of_a_vkey(text: str | bytes) -> None:
    assert is_refused(text)


# Weak keys.

P: Final = 2**255 - 19
# The y of the two points of order 8 with either sign of x; the others are 0 (order 4), 1 (neutral) and p − 1 (order 2).
ORDER_8: Final = (
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
)


def encoded(y: int, sign: int) -> bytes:
    return (y | sign << 255).to_bytes(32, "little")


SMALL_ORDER: Final = {
    encoded(y, sign)
    for y in (0, 1, P - 1, P, P + 1, *(int.from_bytes(bytes.fromhex(text), "little") for text in ORDER_8))
    for sign in (0, 1)
}


@pytest.mark.parametrize("public", sorted(SMALL_ORDER), ids=bytes.hex)
def test_a_key_of_small_order_is_refused_in_all_its_spellings(public: bytes) -> None:
    assert len(SMALL_ORDER) == 14
    for kind in (1, 4):
        assert is_refused(vkey_of("x", public, kind=kind))
    with pytest.raises(ProofError):
        proofs.VerifierKey("x", 1, public)


def test_a_key_of_small_order_would_let_anyone_sign() -> None:
    """Why they are refused: one signature, made without a secret, fits any text under the neutral point."""
    forged = encoded(1, 0) + bytes(32)
    for text in (b"a\n", b"b\n"):
        proofs.verify_signature(encoded(1, 0), text, forged)


@pytest.mark.parametrize("above", range(19))
@pytest.mark.parametrize("sign", [0, 1])
def test_a_key_is_spelled_below_p(above: int, sign: int) -> None:
    assert is_refused(vkey_of("x", encoded(P + above, sign)))


def test_half_of_all_bytes_are_no_point() -> None:
    """A y has an x if and only if Euler's criterion says so; a point of the curve fits its equation."""
    d = -121665 * pow(121666, -1, P) % P
    taken = 0
    for y in range(2, 60):
        square = (y * y - 1) * pow(d * y * y + 1, -1, P) % P
        is_point = pow(square, (P - 1) // 2, P) == 1
        taken += is_point
        for sign in (0, 1):
            assert is_refused(vkey_of("x", encoded(y, sign))) is not is_point
    assert 15 < taken < 45


def test_eight_points_have_small_order() -> None:
    canonical = [
        public
        for public in SMALL_ORDER
        if (y := int.from_bytes(public, "little") % 2**255) < P and not (y in (1, P - 1) and public[31] >> 7)
    ]
    assert len(canonical) == 8
    for public in canonical:
        with pytest.raises(ProofError, match="small order"):
            _curve.require_point(public)


@pytest.mark.parametrize("y", [1, P - 1])
def test_zero_has_no_sign(y: int) -> None:
    with pytest.raises(ProofError, match="a negative zero"):
        _curve.require_point(encoded(y, 1))
    with pytest.raises(ProofError, match="small order"):
        _curve.require_point(encoded(y, 0))


@given(st.binary(min_size=32, max_size=32))
def test_every_key_that_is_made_is_taken(seed: bytes) -> None:
    signer = proofs.generate_key("x", lambda _: seed)
    assert proofs.enroll(signer.vkey) == signer.key


# Enrolment.


def test_a_public_key_is_enrolled_once() -> None:
    public = proofs.parse_vkey(PETER).public
    assert proofs.enroll(PETER, [ENOCH, C2SP]) == proofs.enroll(PETER, (proofs.parse_vkey(ENOCH),))
    for known in ([PETER], [ENOCH, PETER], [vkey_of("other", public)], [vkey_of("PeterNeumann", public, kind=4)]):
        with pytest.raises(ProofError, match="already"):
            proofs.enroll(PETER, known)
    for nothing in (PETER, None, 5, {PETER}, [None], ["x"]):
        with pytest.raises(ProofError):
            proofs.enroll(ENOCH, nothing)  # type: ignore[arg-type]


def test_records_name_a_key_by_its_public_half_alone() -> None:
    key = proofs.parse_vkey(PETER)
    expected = sha256(b"kube-ledger/key/1\n" + key.public).digest()[:8]
    assert proofs.key_id(key.public) == key.key_id == expected
    assert proofs.VerifierKey("other", proofs.COSIGNATURE_KEY, key.public).key_id == expected
    for nothing in (b"", bytes(31), None, "x" * 32):
        with pytest.raises(ProofError):
            proofs.key_id(nothing)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [0, 2, True, 1.0, "1", None, 4.0])
def test_a_key_is_of_one_of_two_types(kind: Any) -> None:
    with pytest.raises(ProofError):
        proofs.VerifierKey("x", kind, proofs.parse_vkey(PETER).public)


# Private keys.


def test_gos_private_key_has_gos_public_key() -> None:
    signer = proofs.generate_key("PeterNeumann", lambda size: PETERS_SEED[:size])
    assert signer.vkey == PETER
    proofs.verify_signature(signer.key.public, b"a message", signer.sign(b"a message"))
    for message, signature in (
        (b"a messagf", signer.sign(b"a message")),
        (b"a message", signer.sign(b"a message")[:-1]),
        (b"a message", signer.sign(b"a message") + b"x"),
        (b"a message", bytes(64)),
        (b"a message", b""),
        ("a message", signer.sign(b"a message")),
        (b"a message", None),
    ):
        with pytest.raises(ProofError):
            proofs.verify_signature(signer.key.public, message, signature)  # type: ignore[arg-type]


@pytest.mark.parametrize("given_bytes", [b"", bytes(31), bytes(33), bytearray(32), "x" * 32, None])
def test_a_random_source_that_gives_too_little_makes_no_key(given_bytes: Any) -> None:
    with pytest.raises(ProofError):
        proofs.generate_key("x", lambda _: given_bytes)


def test_a_private_key_is_not_shown_or_pickled(log: proofs.Signer) -> None:
    secret = b"l" * 32
    for text in (repr(log), str(log), f"{log}"):
        assert secret.decode() not in text
        assert secret.hex() not in text
    assert log.vkey in repr(log)
    with pytest.raises(TypeError):
        pickle.dumps(log)


def test_a_private_key_is_kept_behind_a_passphrase(log: proofs.Signer, witness: proofs.Signer) -> None:
    pem = log.to_pem("sandi yang panjang")
    assert pem.startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n")
    assert base64.b64encode(b"l" * 32).decode().rstrip("=")[:20] not in pem
    for text in (pem, pem.encode()):
        for passphrase in ("sandi yang panjang", b"sandi yang panjang"):
            again = proofs.load_key(text, passphrase, log.vkey)
            assert again.key == log.key
            assert again.sign(b"x") == log.sign(b"x")
    with pytest.raises(ProofError, match="passphrase is wrong") as caught:
        proofs.load_key(pem, "sandi yang pendek", log.vkey)
    assert "kata sandinya salah" in caught.value.sentence
    with pytest.raises(ProofError, match="does not belong"):
        proofs.load_key(pem, "sandi yang panjang", witness.vkey)


@pytest.mark.parametrize("passphrase", ["", b"", "x" * 1_024, None, 5, "\ud800"])
def test_there_is_no_private_key_without_a_passphrase(log: proofs.Signer, passphrase: Any) -> None:
    with pytest.raises(ProofError, match="passphrase"):
        log.to_pem(passphrase)
    with pytest.raises(ProofError, match="passphrase"):
        proofs.load_key(log.to_pem("x"), passphrase, log.vkey)


def test_a_key_is_left_open_only_in_so_many_words(log: proofs.Signer) -> None:
    pem = log.to_pem(proofs.NO_PASSPHRASE)
    assert pem.startswith("-----BEGIN PRIVATE KEY-----\n")
    assert proofs.load_key(pem, proofs.NO_PASSPHRASE, log.vkey).sign(b"x") == log.sign(b"x")
    for file, passphrase in ((pem, "x"), (log.to_pem("x"), proofs.NO_PASSPHRASE), ("", proofs.NO_PASSPHRASE)):
        with pytest.raises(ProofError):
            proofs.load_key(file, passphrase, log.vkey)


def test_a_damaged_or_foreign_key_file_is_refused(log: proofs.Signer) -> None:
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    pem = log.to_pem("x")
    closed = BestAvailableEncryption(b"x")
    clear = ed25519.Ed25519PrivateKey.from_private_bytes(b"l" * 32)
    curve = ec.generate_private_key(ec.SECP256R1())
    for text in (
        clear.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        clear.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()),
        curve.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, closed),
        curve.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, closed),
        *(b"", "", None, 5, b"\xff", pem[:-40], pem[1:], f" {pem}", pem.replace("\n", "\r\n"), pem * 20),
        *(pem[:place] + ("A" if pem[place] != "A" else "B") + pem[place + 1 :] for place in range(60, 200, 23)),
    ):
        with pytest.raises(ProofError):
            proofs.load_key(text, "x", log.vkey)  # type: ignore[arg-type]
    for nothing in (None, "x", log.vkey[:-1]):
        with pytest.raises(ProofError):
            proofs.load_key(pem, "x", nothing)  # type: ignore[arg-type]


WITHOUT: Final = """
import sys
sys.modules["cryptography"] = None
from kube_ledger import merkle, proofs
from kube_ledger.errors import MissingExtra, ProofError
key = proofs.enroll({vkey!r})
leaves = [merkle.leaf_hash(b"a"), merkle.leaf_hash(b"b")]
proofs.verify_inclusion(leaves[1], 1, 2, proofs.inclusion_proof(leaves, 1), merkle.root(leaves))
note = "a\\n\\n\\N{{EM DASH}} x " + "A" * 96 + "\\n"
assert proofs.read_unverified(note).text == "a\\n"
try:
    proofs.parse_note(note, [key])
except ProofError:
    pass
for call in (
    lambda: proofs.generate_key("x", bytes),
    lambda: proofs.verify_signature(key.public, b"x", bytes(64)),
):
    try:
        call()
    except MissingExtra as error:
        assert error.name == "proofs"
    else:
        raise AssertionError("cryptography was not needed")
"""


def test_only_signatures_need_the_extra() -> None:
    subprocess.run([sys.executable, "-c", WITHOUT.format(vkey=PETER)], check=True, timeout=60)


def test_the_missing_extra_has_a_name() -> None:
    assert "kube-ledger[proofs]" in str(MissingExtra("proofs"))


def test_one_key_signs_under_the_name_of_each_log(log: proofs.Signer) -> None:
    other = log.under("kube-ledger/mawar-1/0011223344556677")
    assert (other.key.public, other.key.type, other.key.name) == (log.key.public, log.key.type, other.key.name)
    note = proofs.sign_note("isi\n", [other])
    assert proofs.parse_note(note, [other.key]).text == "isi\n"
    with pytest.raises(ProofError):
        proofs.parse_note(note, [log.key])
    with pytest.raises(ProofError):
        log.under("dua kata")


def test_a_key_is_opened_under_a_name_of_the_callers(log: proofs.Signer) -> None:
    again = proofs.load_key_as(log.to_pem("x"), "x", "lain", type=proofs.COSIGNATURE_KEY)
    assert again.key == proofs.VerifierKey("lain", proofs.COSIGNATURE_KEY, log.key.public)
    assert again.sign(b"x") == log.sign(b"x")
    for pem, passphrase, name in ((log.to_pem("x"), "y", "a"), (log.to_pem("x"), "x", "a b"), ("x", "x", "a")):
        with pytest.raises(ProofError):
            proofs.load_key_as(pem, passphrase, name)
