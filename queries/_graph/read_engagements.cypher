// Engagements (also as an earlier version wrote them) of participants whose ids lie in a range, in groups of what they have in common.
CYPHER 5
MATCH (p:Participant {dataset: $dataset})
WHERE p.id >= $low AND ($high IS NULL OR p.id < $high)
MATCH (p)-[:MADE]->(e:Engagement)
OPTIONAL MATCH (e)-[:IN_EDITION]->(edition:Edition)
OPTIONAL MATCH (e)-[:OF_PROGRAM]->(program:Program)
WITH e, p, edition.id AS edition, program.id AS program,
  CASE WHEN e.tier_stated THEN head([(e)-[:AT_TIER]->(tier:Tier) | tier.id]) END AS tier
RETURN edition, program, tier, e.role AS role, e.status AS status, e.precision AS precision,
  e.sources AS sources,
  collect(toString(e.id)) AS engagements, collect(p.id) AS participants, collect(e.place) AS places,
  collect(coalesce(duration.inDays(date('1970-01-01'), coalesce(e.start, e.date)).days, $missing)) AS starts,
  collect(CASE WHEN e.end IS NULL THEN $missing
    ELSE duration.inDays(date('1970-01-01'), e.end).days END) AS ends
