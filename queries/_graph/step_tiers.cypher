// How many engagements of each step are at which tier; no tier where the scheme has no rule.
CYPHER 5
MATCH (p:Participant {dataset: $dataset})-[:MADE]->(e:Engagement)
WHERE e.counted
MATCH (e)-[:IN_EDITION|OF_PROGRAM*1..2]->(program:Program)
OPTIONAL MATCH (e)-[:IN_EDITION]->(edition:Edition)
OPTIONAL MATCH (e)-[:AT_TIER]->(tier:Tier)
WITH e, program.name AS program, coalesce(tier.rank, -1) AS tier,
  CASE $by
    WHEN 'activity' THEN program.name + coalesce(': ' + e.role, '')
    WHEN 'program' THEN program.name
    WHEN 'role' THEN e.role
    WHEN 'tier' THEN tier.id
    WHEN 'edition' THEN edition.name
  END AS step
RETURN program, step, tier, count(*) AS engagements
