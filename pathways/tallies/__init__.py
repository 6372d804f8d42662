"""Counts of people that add up: what a measure knows of a record, whatever part counted it."""
