"""The files in the folder of a gemeente: figures, projects and duiding, and the check of them."""
