"""Pausing Python's garbage collector while a page is made."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


_MANY = 100_000  # objects, looked through in about 15 ms


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the garbage collector within the block.

    The page of a country has millions of objects without reference cycles, and scanning them repeatedly takes a fourth
    of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if gc.get_count()[0] > _MANY and not gc.get_freeze_count():
            # What is left counts as old, so that it is not looked through at once after all.
            gc.freeze()
            gc.unfreeze()
        if was_enabled:
            gc.enable()
