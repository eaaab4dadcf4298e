"""The real tables and boundaries of a few gemeenten, for servers that are slow over a whole country."""

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

GEMEENTEN = ("0034", "0090", "0153", "0363", "0457", "0590", "0855")
"""Almere, Smallingerland, Enschede, Amsterdam, Weesp, Papendrecht and Tilburg: more buurten than fit on a page."""


_CODES = {
    "nederland_buurten_2012": "buurtcode",
    "TypedDataSet": "WijkenEnBuurten",
    "UntypedDataSet": "WijkenEnBuurten",
    "WijkenEnBuurten": "Key",
}
"""Column of the region by the name of a file."""


def keep_few(data: Path, folder: Path) -> Path:
    """Copy what the servers of boundaries and of CBS read, with the rows of these gemeenten and the country alone."""
    for path in (*data.glob("grenzen/*"), *data.glob("statline/*/*")):
        target = folder / path.relative_to(data)
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.stem in _CODES:
            rows = pq.read_table(path)
            codes = rows[_CODES[path.stem]]
            is_own = pc.is_in(pc.utf8_slice_codeunits(codes, 2, 6), pa.array(GEMEENTEN))
            pq.write_table(rows.filter(pc.or_(is_own, pc.starts_with(codes, "NL"))), target)
        else:
            shutil.copyfile(path, target)
    return folder
