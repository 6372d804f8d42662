// How many engagements of each step are at which tier; no tier where the scheme has no rule.
CYPHER 5
MATCH (e:Engagement {dataset: $dataset}) WHERE e.counted AND e[$by] IS NOT NULL
OPTIONAL MATCH (e)-[:AT_TIER]->(tier:Tier)
RETURN e[$by] AS step, tier.rank AS tier, count(*) AS engagements
