"""What the tests of the log share: appending as a caller does, and other processes that do it too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from children import Child, append

if TYPE_CHECKING:
    from children import Grow


@pytest.fixture
def grow() -> Grow:
    return append


@pytest.fixture
def child() -> Child:
    return Child()
