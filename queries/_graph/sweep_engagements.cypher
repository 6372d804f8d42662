// Engagements that no participant made: left over where somebody removed participants by hand.
CYPHER 5
MATCH (:LoadManifest {dataset: $dataset, id: 'log', run: $run})
MATCH (e:Engagement {dataset: $dataset})
WHERE NOT EXISTS { (:Participant)-[:MADE]->(e) }
WITH e LIMIT $most
DETACH DELETE e
RETURN count(*) AS removed
