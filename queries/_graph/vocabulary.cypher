// What engagements can be called: one line for each kind, with the first day of that kind.
CYPHER 5
MATCH (e:Engagement {dataset: $dataset})
WHERE e.id IS NOT NULL
OPTIONAL MATCH (e)-[:IN_EDITION]->(edition:Edition)
OPTIONAL MATCH (e)-[:OF_PROGRAM]->(program:Program)
OPTIONAL MATCH (e)-[:AT_TIER]->(tier:Tier)
WITH edition, program, tier, e.role AS role, e.status AS status, e.precision AS precision,
  e.counted AS counted, e.date IS NULL AS undated, min(e.date) AS start
OPTIONAL MATCH (edition)-[:OF_PROGRAM]->(own:Program)
RETURN coalesce(program.name, own.name) AS program, edition.name AS edition, tier.id AS tier,
  role, status, precision, start
ORDER BY program, edition, tier, role, status, precision, start
