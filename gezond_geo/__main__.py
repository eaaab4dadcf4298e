"""``python -m gezond_geo``: the same as ``gezond-geo``."""

import sys

from gezond_geo.cli import main

if __name__ == "__main__":
    sys.exit(main())
