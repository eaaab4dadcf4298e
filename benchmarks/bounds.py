"""Measurements and their bounds: rows of the table that benchmarks print."""

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

HEAD = "| what | measured | bound | |\n|---|---|---|---|"


@dataclass(frozen=True)
class Row:
    """A number in its unit, and its upper bound; without one it is only informative."""

    what: str
    value: float
    unit: str
    bound: float | None = None

    @property
    def is_met(self) -> bool:
        """Whether the number is within its bound."""
        return self.bound is None or self.value <= self.bound

    def __str__(self) -> str:
        """Row of the table."""
        if self.bound is None:
            return f"| {self.what} | {self.value:.2f} {self.unit} | | |"
        verdict = "met" if self.is_met else "NOT met"
        return f"| {self.what} | {self.value:.2f} {self.unit} | {self.bound:g} {self.unit} | {verdict} |"


def name_machine() -> str:
    """Description of the machine: processor, cores, system and Python, and the number of other busy programs."""
    model = platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    for line in cpuinfo.read_text("utf-8").splitlines() if cpuinfo.exists() else []:
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
    others = f", {os.getloadavg()[0]:.0f} other programs busy" if hasattr(os, "getloadavg") else ""
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}{others}"


def print_table(rows: Iterable[Row]) -> bool:
    """Print the rows as they arrive; returns whether all are within their bounds."""
    print(HEAD)
    is_met = True
    for row in rows:
        print(row, flush=True)
        is_met &= row.is_met
    return is_met
