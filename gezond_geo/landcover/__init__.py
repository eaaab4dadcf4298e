"""Land cover: the overlay kernel, the BGT and sealed surface; does not depend on datasets or scores."""
