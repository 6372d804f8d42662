"""What people did one after another: steps, moves, first passages, waiting states."""
