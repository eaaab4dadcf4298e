"""Tasks on Dask workers, which may be lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from distributed import Client

RETRIES = 3
"""Number of times that Dask retries a failed task."""

_Result = TypeVar("_Result")


def distribute(client: Client, function: Callable[..., _Result], tasks: Iterable[tuple[Any, ...]]) -> Iterator[_Result]:
    """Results of a function for each tuple of arguments, in order, computed by the workers.

    Each task carries all the data it needs, so losing a worker loses no data.
    """
    futures = [client.submit(function, *task, retries=RETRIES, pure=False) for task in tasks]
    try:
        for future in futures:
            yield future.result()
    finally:
        client.cancel(futures)  # type: ignore[no-untyped-call]
