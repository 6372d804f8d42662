"""What a file means, from its headers and its cells: who, what, when, and what is private."""
