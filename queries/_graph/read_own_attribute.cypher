// One attribute of engagements, by value.
MATCH (e:Engagement {dataset: $dataset})
WHERE e[$name] IS NOT NULL
RETURN e[$name] AS value, collect(toString(e.id)) AS ids
