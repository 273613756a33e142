"""Starts `python -m lib.mail`."""

import sys

from lib.mail.command import main

sys.exit(main())
