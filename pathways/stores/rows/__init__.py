"""A record as the rows that a graph is loaded from."""
