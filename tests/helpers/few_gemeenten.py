"""The real tables and boundaries of a few gemeenten, for servers that are slow over a whole country."""

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

GEMEENTEN = ("0034", "0090", "0153", "0363", "0457", "0590", "0855")
"""Almere, Smallingerland, Enschede, Amsterdam, Weesp, Papendrecht and Tilburg: more buurten than fit on a page."""


def keep_few(data: Path, folder: Path) -> Path:
    """Copy what the servers of boundaries and of CBS read, with the rows of these gemeenten and the country alone."""
    for path in (*data.glob("grenzen/*"), *data.glob("statline/8[45]???NED/*")):
        target = folder / path.relative_to(data)
        target.parent.mkdir(parents=True, exist_ok=True)
        code = {"nederland_buurten_2012": "buurtcode", "TypedDataSet": "WijkenEnBuurten", "WijkenEnBuurten": "Key"}
        if path.stem in code:
            rows = pq.read_table(path)
            whose = pc.utf8_slice_codeunits(rows[code[path.stem]], 2, 6)
            pq.write_table(rows.filter(pc.is_in(whose, pa.array([*GEMEENTEN, "00", "00  "]))), target)
        else:
            shutil.copyfile(path, target)
    return folder
