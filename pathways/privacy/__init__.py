"""What keeps people out of what is shared: suppression and disclosure control."""
