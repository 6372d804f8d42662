"""The pathway map: where things stand, and how they are drawn."""
