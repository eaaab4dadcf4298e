"""Print the papers shown in the docs, and render their pages as printed: ``docs/papier-*.png``.

    python scripts/make_papers.py

Needs the extra ``docs`` and Chromium. Uses the offline main job, so the small maps have no boundaries.
"""

import io
import tempfile
from pathlib import Path

import pandas as pd
import pypdfium2
from make_screenshots import DOTS_PER_POINT, save

import gezond_geo as gg
from gezond_geo.pages.pdf import write_pdf

TITLE = "De helft van project 8 verdelen over tien buurten"
PAPERS = {"t-lang": ("'t Lang", (1, 2)), "hanenberglanden": ("Hanenberglanden", (1,))}


def main() -> None:
    """Run the script."""
    data = gg.load("Enschede", offline=True)
    for name, (area, pages) in PAPERS.items():
        picture(name, gg.make_profile(data, area, years=gg.load_years("Enschede", offline=True)).html, pages)
    years = gg.load_years("Enschede", offline=True)
    picture("voortgang", gg.make_progress_report(data, 2020, years).html, (1, 2))
    picture("beslisnota", gg.make_note(try_half(data), title=TITLE).html, (1, 2))


def try_half(data: gg.Dataset) -> gg.Decision:
    """Try out half of project 8 over the buurten without money where themes come together."""
    scores = gg.score(data)
    without = gg.assess_spending(data, scores).without
    places = ", ".join(without.loc[without["rang"].notna(), "buurtnaam"])
    changes = pd.DataFrame(
        {
            "wat": ["verandert", "nieuw"],
            "project": [8, None],
            "naam": ["", "Verdeeld over tien buurten"],
            "euro": [250_000, 250_000],
            "buurten": ["", places],
        }
    )
    return gg.try_choice(data, scores, changes)


def picture(name: str, page: str, numbers: tuple[int, ...]) -> None:
    """Print a paper, and render some of its pages."""
    with tempfile.TemporaryDirectory() as folder:
        document = pypdfium2.PdfDocument(write_pdf(page, Path(folder, f"{name}.pdf")).read_bytes())
    for number in numbers:
        image = io.BytesIO()
        document[number - 1].render(scale=DOTS_PER_POINT).to_pil().save(image, "PNG")
        save(f"papier-{name}-{number}", image.getvalue())


if __name__ == "__main__":
    main()
