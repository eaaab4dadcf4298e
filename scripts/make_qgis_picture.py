"""Render a GeoPackage of ``gezond-geo scores`` in QGIS, with its default styles: ``docs/qgis.png``.

Run this with the Python of QGIS (Debian: ``apt-get install --no-install-recommends python3-qgis``).

    gezond-geo scores Enschede --uit enschede.gpkg
    QT_QPA_PLATFORM=offscreen /usr/bin/python3 scripts/make_qgis_picture.py enschede.gpkg docs/qgis.png
"""

import sys
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

LAYERS = ("projecten", "focusgebieden", "buurten")
"""From top to bottom, as a reader would put them."""


def main(source: Path, target: Path, layers: tuple[str, ...] = LAYERS) -> None:
    """Open the layers without setting a style, and render them."""
    application = QgsApplication([], False)  # noqa: FBT003 - without windows
    application.initQgis()
    opened = [QgsVectorLayer(f"{source}|layername={name}", name, "ogr") for name in layers]
    maps = [layer for layer in opened if layer.isValid()]
    extent = maps[-1].extent()
    settings = QgsMapSettings()
    settings.setLayers(maps)
    settings.setBackgroundColor(QColor("#f6f5f0"))
    settings.setOutputSize(QSize(1120, 800))
    settings.setDestinationCrs(maps[-1].crs())
    extent.scale(1.04)
    settings.setExtent(extent)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(str(target))
    # Close everything before QGIS exits.
    del job, settings, maps, opened
    application.exitQgis()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), tuple(sys.argv[3:]) or LAYERS)
