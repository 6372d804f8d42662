"""How long a test waits for what must happen: so long that no busy machine is taken for a fault."""

PATIENCE = 180
"""Seconds.  Whatever comes is waited for as an event; only what never comes takes so long."""
