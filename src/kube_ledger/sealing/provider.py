"""Where sealing keys come from: the contract that our own key file keeps, and an app's key service must keep too."""

from __future__ import annotations

from typing import Final, Literal, Protocol

from attrs import field, frozen

KEY_SIZE: Final = 32
KEY_ID_SIZE: Final = 16

Absent = Literal["locked", "erased"]
"""Why there is no key: it is not here or not open, or it was destroyed for good."""


@frozen
class SealingKey:
    """One person's key. Its repr shows the id alone.

    Attributes:
        key_id: 16 bytes by which sealed fields name it, of no other key ever.
        key: 32 bytes.
    """

    key_id: bytes
    key: bytes = field(repr=False)


class KeyProvider(Protocol):
    """Gives the keys that fields are sealed with and opened with: one person, one key, until it is destroyed.

    The contract, which `check_provider` tries:

    - A key is made when it is first asked for, of 32 bytes that nobody can guess, under an id of 16 bytes that no other
      key has or had. Two people never share one.
    - It is **durable before it is returned**: what is sealed with a key that a crash then loses can never be read.
    - The same person gets the same key again, in this process, in another, and after a restart.
    - A key is given only for the person it was made for.
    - Destroying is for good, and wins over every cache: from then on `key` answers `erased`, `key_for` raises, and
      `is_destroyed` is true.
    - Safe for threads. No key stands in a repr, an error or a log line.
    """

    def key_for(self, subject: str) -> SealingKey:
        """The person's key, made if she has none yet.

        Args:
            subject: The person's id.

        Raises:
            KeyDestroyed: Hers was destroyed: nothing is sealed for her any more.
        """
        ...

    def key(self, subject: str, key_id: bytes) -> bytes | Absent:
        """The 32 bytes of a key that something was sealed with.

        Args:
            subject: Whose it must be.
            key_id: Its id.

        Returns:
            `erased` if it was destroyed, `locked` if it is not here, or not hers.
        """
        ...

    def is_destroyed(self, subject: str) -> bool:
        """Whether the person's key was destroyed. It makes none."""
        ...

    def destroy(self, subject: str) -> bool:
        """Destroy the person's key for good, also where she had none: she gets none any more. Twice is fine.

        Returns:
            Whether there was a key.
        """
        ...
