"""Everything known of the buurten of one gemeente, joined; knows no score."""
