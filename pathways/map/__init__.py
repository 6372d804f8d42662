"""What a map says, without drawing: facts, numbers, routes, slices, roll-up."""
