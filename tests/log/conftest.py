"""What the tests of the log share: appending as a caller does, and other processes that do it too."""

from children import child, grow

__all__ = ["child", "grow"]
