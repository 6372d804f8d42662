"""The engagement log: its rules, editions, scheme, windows and selections."""
