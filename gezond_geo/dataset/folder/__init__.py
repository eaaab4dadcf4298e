"""The files in the folder of a gemeente: figures, projects and duiding, and their checks."""
