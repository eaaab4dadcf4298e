"""Output for readers: maps, papers, pictures and files."""
