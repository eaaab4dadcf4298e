"""Reading and writing: the network, the cache, tables and files of any content; knows no buurt, indicator or score."""
