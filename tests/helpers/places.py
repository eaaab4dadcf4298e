"""Where the project lies, and the folder of real data beside it."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("GEZOND_GEO_SHARED") or ROOT.parent / "shared")
