"""Moving books in and out of a ledger in formats that others read."""

from .exporting import export_lines, line_of, lines_of
from .importing import Imported, import_lines
from .lines import BadLine

__all__ = ["BadLine", "Imported", "export_lines", "import_lines", "line_of", "lines_of"]
