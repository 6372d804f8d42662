// Properties of the nodes of a data set.
MATCH (n:Participant|Engagement|Edition|Program|Tier {dataset: $dataset})
UNWIND keys(n) AS property
RETURN labels(n)[0] AS label, property, valueType(n[property]) AS type, count(*) AS count
ORDER BY label, property
