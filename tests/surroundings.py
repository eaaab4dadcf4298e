"""What tests put aside of a machine, and what they set up in its place."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ADDRESSES = ("GEZOND_GEO_STATLINE_URL", "GEZOND_GEO_RIVM_URL", "GEZOND_GEO_PDOK_URL")
PROXIES = ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY")


@contextlib.contextmanager
def servers(shared_dir: Path) -> Iterator[dict[str, str]]:
    """Run the servers of the folder of real data on free ports, and give their addresses as settings."""
    with contextlib.ExitStack() as stack:
        found = []
        for name in ("statline", "pdok"):
            command = [sys.executable, str(shared_dir / "tools" / f"{name}_server.py"), "--port", "0"]
            server = stack.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
            stack.callback(server.terminate)
            assert server.stdout is not None
            found.append(server.stdout.readline().split()[-1])
        statline, pdok = found
        yield dict(zip(ADDRESSES, (statline, statline, pdok), strict=True))
