"""Moving books in and out of a ledger in formats that others read."""

from .beancount import beancount_lines
from .bundling import bundle_lines
from .exporting import export_lines, line_of, lines_of
from .hledger import hledger_lines
from .importing import Imported, import_lines
from .lines import BadLine
from .restoring import Restored, restore_bundle
from .tables import csv_lines, posting_lines, safe_text

__all__ = [
    "BadLine",
    "Imported",
    "Restored",
    "beancount_lines",
    "bundle_lines",
    "csv_lines",
    "export_lines",
    "hledger_lines",
    "import_lines",
    "line_of",
    "lines_of",
    "posting_lines",
    "restore_bundle",
    "safe_text",
]
