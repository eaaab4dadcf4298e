"""What covers the ground: the overlay kernel, the BGT and sealed surface; knows no dataset and no score."""
