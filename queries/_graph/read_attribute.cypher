// One attribute of participants, by value.
MATCH (p:Participant {dataset: $dataset})
WHERE p[$name] IS NOT NULL
RETURN p[$name] AS value, collect(p.id) AS ids
