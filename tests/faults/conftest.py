"""Appending as a caller does, and other processes that do it until something happens to them."""

from children import child, grow

__all__ = ["child", "grow"]
