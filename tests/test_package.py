"""The package as it is imported."""

import subprocess
import sys

import gezond_geo as gg


def test_every_public_name_is_there():
    assert [name for name in gg.__all__ if not hasattr(gg, name)] == []
    assert gg.__all__ == sorted(gg.__all__)


def test_importing_is_cheap():
    code = "import sys, gezond_geo; print([m for m in ('matplotlib', 'folium', 'scipy', 'dask') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
