"""The errors of gezond_geo: each message is one Dutch sentence on what is wrong, where, and what to do."""


class GezondGeoError(Exception):
    """Base class of all errors that the library raises deliberately.

    Examples
    --------
    >>> import gezond_geo as gg
    >>> try:
    ...     gg.load("Enschedee", offline=True)
    ... except gg.GezondGeoError as error:
    ...     print(error)
    Er is geen gemeente 'Enschedee'; bedoelt u Enschede?
    """


class InputError(GezondGeoError, ValueError):
    """A file, frame or name from the caller that cannot be used."""


class UnknownNameError(InputError, LookupError):
    """A name or code from the caller that does not exist."""


class UnknownGemeenteError(UnknownNameError):
    """A name or code that belongs to no Dutch gemeente, or to several."""


class UnknownBuurtError(UnknownNameError):
    """A buurt name or code that is not in the data."""


class SettingsError(GezondGeoError, ValueError):
    """A setting, weight or option with an invalid value."""


class SourceError(GezondGeoError, ConnectionError):
    """A data service that did not answer, or whose answer is implausible."""


class NoSnapshotError(GezondGeoError, LookupError):
    """Offline, without figures of this gemeente in the package or the cache."""


class OutputError(GezondGeoError, OSError):
    """A file that could not be written."""


class MissingExtraError(GezondGeoError, ImportError):
    """An optional package that is needed here is not installed."""
