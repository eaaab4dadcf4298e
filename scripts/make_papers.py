"""Print the papers that the docs show, and draw their pages as they come out of a printer: ``docs/papier-*.png``.

    python scripts/make_papers.py

Needs the extra ``docs`` and Chromium. Made from the offline main job. So the small maps hold no boundaries.
"""

import io
import tempfile
from pathlib import Path

import pypdfium2
from make_screenshots import DOTS_PER_POINT, save

import gezond_geo as gg
from gezond_geo.pages.pdf import write_pdf

PAPERS = {"t-lang": ("'t Lang", (1, 2)), "hanenberglanden": ("Hanenberglanden", (1,))}


def main() -> None:
    """Run the script."""
    data = gg.load("Enschede", offline=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, (area, pages) in PAPERS.items():
            printed = write_pdf(gg.make_profile(data, area).html, Path(folder, f"{name}.pdf"))
            document = pypdfium2.PdfDocument(printed.read_bytes())
            for page in pages:
                image = io.BytesIO()
                document[page - 1].render(scale=DOTS_PER_POINT).to_pil().save(image, "PNG")
                save(f"papier-{name}-{page}", image.getvalue())


if __name__ == "__main__":
    main()
