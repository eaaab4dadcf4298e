"""What tests put aside of a machine, and what they set up in its place."""

import contextlib
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from gezond_geo import settings
from gezond_geo.io import exchange

BOUNDARIES = ("GEZOND_GEO_PDOK_URL", "GEZOND_GEO_PDOK_WFS_URL", "GEZOND_GEO_CARTOMAP_URL")
ADDRESSES = (
    "GEZOND_GEO_STATLINE_URL",
    "GEZOND_GEO_RIVM_URL",
    "GEZOND_GEO_CBS_V4_URL",
    *BOUNDARIES,
    "GEZOND_GEO_KLIMAATATLAS_URL",
    "GEZOND_GEO_KLIMAATATLAS_DATA_URL",
    "GEZOND_GEO_RIVM_GEO_URL",
)
PROXIES = ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY")


@contextlib.contextmanager
def patience() -> Iterator[None]:
    """Wait for an answer however busy the machine is, and not before asking again; a test of either sets its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "CONNECT_SECONDS", 600.0)
        patch.setattr(exchange, "READ_SECONDS", 600.0)
        patch.setattr(exchange, "TOTAL_SECONDS", 1200.0)
        patch.setattr("urllib3.util.retry.time", SimpleNamespace(time=time.time, sleep=lambda _: None))
        yield
