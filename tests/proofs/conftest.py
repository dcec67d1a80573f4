"""Three keys with known secrets, and a log of eight records that the first of them signs for."""

from __future__ import annotations

import pytest

from kube_ledger import proofs
from kube_ledger.merkle import leaf_hash

LEAVES = [leaf_hash(bytes([number])) for number in range(8)]
ORIGIN = proofs.origin("melati-3", LEAVES[0])


@pytest.fixture(scope="session")
def leaves() -> list[bytes]:
    return LEAVES


@pytest.fixture(scope="session")
def log() -> proofs.Signer:
    return proofs.generate_key(ORIGIN, lambda size: b"l" * size)


@pytest.fixture(scope="session")
def witness() -> proofs.Signer:
    return proofs.generate_key("pendamping/p01", lambda size: b"w" * size, type=proofs.COSIGNATURE_KEY)


@pytest.fixture(scope="session")
def office() -> proofs.Signer:
    return proofs.generate_key("kantor/jakarta-pusat", lambda size: b"o" * size, type=proofs.COSIGNATURE_KEY)
