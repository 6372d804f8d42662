"""Each group beside the rest: the difference, its interval, how many comparisons."""
