"""What a file that nobody described means: made from its headers and its cells."""
