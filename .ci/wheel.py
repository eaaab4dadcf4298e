"""Check that a wheel holds what the repository has below gezond_geo/, data files too, and nothing else of its own."""

import subprocess
import sys
import zipfile
from pathlib import Path

(wheel,) = Path(sys.argv[1]).glob("*.whl")
names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
listing = subprocess.run(["git", "ls-files", "gezond_geo"], capture_output=True, text=True, check=True)  # noqa: S607
tracked = set(listing.stdout.split())
for what, difference in (("lacks", tracked - names), ("should not hold", names - tracked)):
    if difference:
        sys.exit(f"{wheel.name} {what}: {', '.join(sorted(difference))}")
print(f"{wheel.name} holds the {len(names)} files of the package")
