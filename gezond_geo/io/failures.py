"""Failures of a service, as the end of a Dutch sentence."""

from gezond_geo.errors import SourceError

LATER = "probeer het later opnieuw of ga verder met --offline"
"""Advice when a service fails."""


class FailedError(Exception):
    """Why a download failed, as the middle of a Dutch sentence; `silent` gives the host up for the run."""

    def __init__(
        self, reason: str, advice: str = LATER, *, silent: bool = False, kind: type[SourceError] = SourceError
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.advice = advice
        self.silent = silent
        self.kind = kind


class NotThereError(SourceError):
    """The service does not have the requested resource."""


class RefusedError(SourceError):
    """The service refuses the request in this form."""


def say_silence(seconds: float) -> str:
    """Say that nothing came in that time."""
    return f"stuurde binnen {seconds:g} seconden niets".replace(".", ",")
