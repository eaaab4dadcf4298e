"""What is measured and on which scale: the catalogue, limits, normalisation and references; knows no places."""
