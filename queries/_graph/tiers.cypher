// Tiers, lowest first.
MATCH (n:Tier {dataset: $dataset})
RETURN n.id AS id
ORDER BY n.rank
