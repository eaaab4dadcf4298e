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
    """Call a function with each of some tuples, and give what it gives in their order.

    A task carries all it needs, so that nothing is lost with a worker.
    """
    futures = [client.submit(function, *task, retries=RETRIES, pure=False) for task in tasks]
    try:
        for future in futures:
            yield future.result()
    finally:
        client.cancel(futures)  # type: ignore[no-untyped-call]
