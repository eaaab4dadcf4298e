"""Picture of a comparison of change: a group and similar areas, year by year."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from gezond_geo._validate import as_comparison, checked
from gezond_geo.io.dutch import format_number, name_some
from gezond_geo.pages.plots import INK, LINE, SOFT, drawing
from gezond_geo.years.comparison import NO_PROOF

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from gezond_geo.years.comparison import ChangeComparison

_OTHERS = "#5b7f95"


@checked(compared=as_comparison)
def plot_comparison(compared: ChangeComparison, *, ax: Axes | None = None) -> Axes:
    """Plot a group of areas before and after, next to its comparison areas.

    Parameters
    ----------
    compared
        Result of `gezond_geo.compare_change`.
    ax
        Axes to draw on; without it a new figure.

    Returns
    -------
    Axes
        Two lines with a dot per year, a dashed line where the intervention begins, and below it a note that this is no
        proof.

    Examples
    --------
    >>> import pandas as pd
    >>> import gezond_geo as gg
    >>> rows = [
    ...     {"buurtcode": f"BU015301{area:02}", "jaar": year, "hulp": 5 + area * year % 7 / 10 + area / 50}
    ...     for area in range(30)
    ...     for year in range(2015, 2023)
    ... ]
    >>> about = {"label": "Hulp", "eenheid": "%", "soort": "register", "bron": "Gemeente", "licentie": "CC0"}
    >>> register = gg.read_register(pd.DataFrame(rows), about)
    >>> ax = gg.plot_comparison(gg.compare_change(register, "hulp", "BU01530112", 2020))
    >>> ax.get_title(loc="left")
    'Hulp naast gebieden die net zo begonnen'
    """
    about, years = compared.indicator, compared.years
    group = name_some(compared.group, 2)
    lines = [f"Bron: {line}" for line in compared.sources]
    title = f"{compared.sentences()[2].rstrip('.')}. {NO_PROOF.rstrip('.')}"
    with drawing(ax, {"titel": title, "regels": lines}, (7.5, 3.6)) as axes:
        axes.axvline(compared.begin - 0.5, color=SOFT, linewidth=0.8, linestyle=(0, (4, 3)))
        for column, colour, name in (
            ("vergelijking", _OTHERS, f"{len(compared.areas)} gebieden die net zo begonnen"),
            ("groep", INK, group),
        ):
            axes.plot(years.index, years[column], color=colour, linewidth=1.8, marker="o", markersize=4.5, label=name)
        axes.set_ylim(0, 1.12 * years[["groep", "vergelijking"]].to_numpy().max())
        axes.set_xticks(years.index)
        axes.yaxis.set_major_formatter(lambda value, _: format_number(value, about.decimalen))
        axes.grid(axis="y", color=LINE, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.set_ylabel(about.eenheid)
        axes.annotate(
            f"vanaf {compared.begin}", (compared.begin - 0.5, 1), xycoords=("data", "axes fraction"), xytext=(4, -10),
            textcoords="offset points", color=SOFT,
        )  # fmt: skip
        axes.set_title(f"{about.label} naast gebieden die net zo begonnen")
        axes.legend(loc="lower left", reverse=True, edgecolor="none", framealpha=1)
    return axes


def picture_of(compared: ChangeComparison) -> bytes:
    """Picture of a comparison as PNG; the same figures give the same bytes."""
    from matplotlib import pyplot as plt  # noqa: PLC0415 - costly, and only a picture needs it

    figure = plot_comparison(compared).get_figure(root=True)
    file = io.BytesIO()
    if figure is not None:
        figure.savefig(file, format="png", dpi=150, metadata={"Software": None})
        plt.close(figure)
    return file.getvalue()
