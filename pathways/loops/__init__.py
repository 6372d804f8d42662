"""Learning loops: plan small, measure, reflect, again; and what a short meeting needs for it."""
