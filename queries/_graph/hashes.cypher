// What is stored of whom.
MATCH (p:Participant {dataset: $dataset})
RETURN p.id AS id, p.hash AS hash, p.linked AS linked
