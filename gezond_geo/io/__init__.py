"""In and out: reading and writing of files and services, with every input checked."""
