"""Printing our pages to PDF with the local Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from gezond_geo.errors import MissingExtraError, OutputError
from gezond_geo.io.whole import PDF, check_target, write_whole

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge", "microsoft-edge")
"""Browsers that can print, by their names on different systems."""

_SECONDS = 120  # a page of the whole country takes some ten


def write_pdf(page: str, path: Path | str) -> Path:
    """Print a page with its print style sheet: A4, without elements for the screen.

    Parameters
    ----------
    page
        HTML of the whole page.
    path
        File to write; an earlier one stays until the new one is complete.

    Returns
    -------
    Path
        The file that was written.

    Raises
    ------
    MissingExtraError
        When this machine has none of `BROWSERS`.
    OutputError
        When the file cannot be written, or the browser produces no output.
    """
    check_target(path, PDF)
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise MissingExtraError(
            "Voor een PDF is Chromium, Chrome of Edge nodig, en die staat hier niet; installeer er een, of druk de "
            "kaart vanuit uw browser af."
        )
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "kaart.html"), Path(folder, "kaart.pdf")
        source.write_text(page, encoding="utf-8", newline="")
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={target}",
            # Chromium's sandbox refuses to start for the administrator.
            *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
            source.as_uri(),
        ]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603 - our own page
            content = target.read_bytes()
        except (OSError, subprocess.SubprocessError) as bad:
            raise OutputError(
                f"{path} is niet gemaakt, want {Path(browser).name} drukte niets af; druk de kaart af in uw browser."
            ) from bad
    return write_whole(path, content, PDF)
