"""Input and output: reading and writing files and services, with every input checked."""
