"""Starts `python -m lib.workbook.sql`.

The only module of lib.workbook that knows what is above it: which account reads a spreadsheet, and what the format's
columns hold.
"""

import sys

from lib.source.named import as_it_is
from lib.source.opening import kind_of_column
from lib.workbook.sql.command import main

sys.exit(main(None, opened=as_it_is, kinds_of=kind_of_column))
