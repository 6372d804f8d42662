"""One question or statement, wherever the record is."""
