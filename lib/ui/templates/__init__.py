"""The folder of HTML, CSS and JavaScript that lib/ui sends to browsers."""

from pathlib import Path

FOLDER = Path(__file__).parent
