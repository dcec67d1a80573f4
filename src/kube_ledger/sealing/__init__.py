"""Sealing: sensitive fields encrypted with a key of the person they are about, before anything is hashed.

Whoever loses or destroys the key loses what was sealed with it, and nothing else: records, hashes and proofs stay.
"""

from .contract import check_provider
from .key_file import KeyFile
from .provider import Absent, KeyProvider, SealingKey
from .sealer import SIZES, Place, Sealer

__all__ = ["SIZES", "Absent", "KeyFile", "KeyProvider", "Place", "Sealer", "SealingKey", "check_provider"]
