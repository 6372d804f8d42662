// The first participant of each of so many shares that are alike in people.
CYPHER 5
MATCH (p:Participant {dataset: $dataset})
WITH p.id AS id ORDER BY id
WITH collect(id) AS ids
UNWIND range(1, $shares - 1) AS share
RETURN ids[share * size(ids) / $shares] AS first
