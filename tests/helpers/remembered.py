"""Compute once what many tests begin with."""

import functools

import pandas as pd


def remember(function, outcomes):
    """Give a function that keeps in `outcomes` what it computed, by what it was called with; errors are not kept."""

    @functools.wraps(function)
    def call(*values, **options):
        key = function, _identify([*values, options])
        if key not in outcomes:
            # The values stay, so that no other gets their id.
            outcomes[key] = (values, options), function(*values, **options)
        return outcomes[key][1]

    return call


def _identify(value):
    """Plain values are the same when they are equal, and a frame of one row; others when they are one object."""
    if isinstance(value, dict):
        return tuple((name, _identify(part)) for name, part in value.items())
    if isinstance(value, list | tuple):
        return tuple(map(_identify, value))
    if isinstance(value, pd.DataFrame) and len(value) == 1:
        return value.to_csv()
    return value if isinstance(value, str | int | float) else id(value)
