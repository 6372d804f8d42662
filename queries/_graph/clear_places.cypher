// Programs, editions, tiers and the manifest of a data set that goes.
MATCH (n:Program|Edition|Tier|LoadManifest {dataset: $dataset})
WITH n LIMIT 10000
DETACH DELETE n
RETURN count(*) AS removed
