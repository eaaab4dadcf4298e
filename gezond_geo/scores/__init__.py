"""The stacked score and how sure it is; knows no project and no page."""
