"""The app in AppTest, for the audit of pages."""

from tests.ui.conftest import (
    everything_open,
    installed_packages_read_once,
    nobody_signed_out,
    run_app,
    shared,
)

__all__ = ["everything_open", "installed_packages_read_once", "nobody_signed_out", "run_app", "shared"]
