"""Starts `python -m lib.brief`."""

import sys

from lib.brief.command import main

sys.exit(main())
