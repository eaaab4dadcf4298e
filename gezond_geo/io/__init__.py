"""In and out: text that is parsed and map files that are opened, without being believed."""
