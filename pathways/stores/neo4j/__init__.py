"""A record in Neo4j, by the driver."""
