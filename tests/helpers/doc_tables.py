"""The tables of a page of docs, so that tests can recompute them."""

from places import ROOT

DOCS = ROOT / "docs"


def rows_of(page, table):
    """Give the rows of the table behind ``<!-- table -->`` without its head: first cell -> the others, as text."""
    lines = (DOCS / page).read_text("utf-8").partition(f"<!-- {table} -->\n")[2].partition("\n\n")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]
    return {row[0]: row[1:] for row in rows}
