"""Where chance comes from: a seed, or Hypothesis. The generator knows only `Choices`."""

import random
from collections.abc import Sequence
from typing import Protocol, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Choices(Protocol):
    """Three ways to be undecided."""

    def integer(self, lo: int, hi: int) -> int:
        """Any whole number lo … hi."""
        ...

    def one_of(self, seq: Sequence[T]) -> T:
        """Any item of a sequence that is not empty."""
        ...

    def chance(self, percent: int) -> bool:
        """True about so many times in a hundred."""
        ...


class Seeded:
    """Choices of `random.Random`: the same seed, the same history."""

    def __init__(self, seed: int | random.Random) -> None:
        self.rng = seed if isinstance(seed, random.Random) else random.Random(seed)

    def integer(self, lo: int, hi: int) -> int:
        """Any whole number lo … hi."""
        return self.rng.randint(lo, hi)

    def one_of(self, seq: Sequence[T]) -> T:
        """Any item."""
        return seq[self.rng.randrange(len(seq))]

    def chance(self, percent: int) -> bool:
        """True about so many times in a hundred."""
        return self.rng.randrange(100) < percent


class Drawn:
    """Choices of Hypothesis; `draw` is a composite's draw or `data.draw`. Shrinks to low numbers and to False."""

    def __init__(self, draw: "st.DrawFn") -> None:
        self.draw = draw

    def integer(self, lo: int, hi: int) -> int:
        """Any whole number lo … hi."""
        return self.draw(st.integers(lo, hi))

    def one_of(self, seq: Sequence[T]) -> T:
        """Any item; the first is the simplest."""
        return seq[self.draw(st.integers(0, len(seq) - 1))]

    def chance(self, percent: int) -> bool:
        """True about so many times in a hundred, as Hypothesis understands a hundred."""
        return self.draw(st.integers(0, 99)) >= 100 - percent
