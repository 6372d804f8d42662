"""A real Neo4j on this machine, without container or administrator."""
