"""What every key provider must keep, as one function that an app's own tests can call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kube_ledger.errors import KeyDestroyed

from .provider import KEY_ID_SIZE, KEY_SIZE

if TYPE_CHECKING:
    from collections.abc import Callable

    from .provider import KeyProvider


def check_provider(opened: Callable[[], KeyProvider]) -> None:
    """Try a provider's contract (see `KeyProvider`) on people called `contract-1` to `contract-3`.

    Args:
        opened: Opens it anew, each time as another process would: what was made or destroyed before must be known.

    Raises:
        AssertionError: It does not keep the contract; says what of it.
    """
    one, other, nobody = "contract-1", "contract-2", "contract-3"
    first, second = opened(), opened()
    hers, theirs = first.key_for(one), first.key_for(other)
    for key in (hers, theirs):
        _require(type(key.key) is bytes and len(key.key) == KEY_SIZE, "a key has 32 bytes")
        _require(type(key.key_id) is bytes and len(key.key_id) == KEY_ID_SIZE, "a key's id has 16 bytes")
        _require(key.key.hex() not in repr(key) and repr(key.key) not in repr(key), "a key shows in its repr")
    _require(hers.key != theirs.key and hers.key_id != theirs.key_id, "two people share a key or an id")
    for provider in (first, second, opened()):
        _require(not any(map(provider.is_destroyed, (one, other, nobody))), "somebody's key is said to be destroyed")
        _require(provider.key_for(one) == hers, "a person gets another key the next time, or elsewhere")
        _require(provider.key(one, hers.key_id) == hers.key, "a key is not found by its id")
        _require(provider.key(other, hers.key_id) == "locked", "a key is given for another person")
        _require(provider.key(one, bytes(KEY_ID_SIZE)) == "locked", "a key is given under an id that is nobody's")
        _require(provider.key(nobody, bytes(KEY_ID_SIZE)) == "locked", "a key is given for nobody")
    _require(first.destroy(one) is True, "destroying a key does not say that there was one")
    _require(second.destroy(one) is False, "destroying it again says that there was one")
    _require(second.destroy(nobody) is False, "destroying the key of who has none says that there was one")
    for provider in (first, second, opened()):
        _require(provider.key(one, hers.key_id) == "erased", "a destroyed key is still given, or not known as erased")
        _require(provider.is_destroyed(one), "a destroyed key is not said to be")
        _require(not provider.is_destroyed(other), "destroying one person's key touches another's")
        _require(_is_refused(provider, nobody), "who had no key when it was destroyed gets one")
        _require(_is_refused(provider, one), "a person whose key was destroyed gets a new one")
        _require(provider.key_for(other) == theirs, "destroying one person's key touches another's")


def _is_refused(provider: KeyProvider, subject: str) -> bool:
    try:
        provider.key_for(subject)
    except KeyDestroyed:
        return True
    return False


def _require(holds: bool, what: str) -> None:  # noqa: FBT001  # reads as a sentence
    if not holds:
        raise AssertionError(f"the key provider does not keep its contract: {what}")
