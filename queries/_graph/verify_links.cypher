// Every relationship from a node of a data set.
MATCH (a:Participant|Engagement|Edition|Program|Tier {dataset: $dataset})-[r]->(b)
RETURN type(r) AS type, labels(a)[0] AS label, a.id AS source, b.id AS target,
  properties(r) AS properties
