// Every node of a data set but its manifest, with all that it says.
MATCH (n:Participant|Engagement|Edition|Program|Tier {dataset: $dataset})
RETURN labels(n) AS labels, n.id AS id, properties(n) AS properties
