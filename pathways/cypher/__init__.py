"""The Cypher library: text, parameters, and the rows of a query as an answer."""
