// Some nodes of a data set that goes.
MATCH (n:Participant {dataset: $dataset})
WITH n LIMIT 10000
DETACH DELETE n
RETURN count(*) AS removed
