// question: equity
// measures: Whether groups of people fare alike from tier to tier: how many people of each group have reached which tiers.
// definition: docs/measures.md#equity
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   group: STRING e.g. "region" — what a group shares: a property of participants
// columns:
//   known: BOOLEAN — whether a value is known
//   value: ANY — the latest one; an empty text for unknown
//   reached: LIST<STRING> — the tiers that people have reached, lowest first
//   people: INTEGER — how many people with a counted engagement are so; 0 where only others have the value
// caveats: These are the counts that Python goes on from to shares, bounds, parity and its interval. Python answers for groups by program, edition, role, tier or status, where the record goes on after the cut-off, and for a rate by group (rate), which compares whole answers of another question.
// minimal: 5.26
CYPHER 5
MATCH (p:Participant {dataset: $dataset})
WITH p, p[$group] AS value, EXISTS { (p)-[:MADE]->(e:Engagement) WHERE e.counted } AS counts,
  COLLECT { MATCH (p)-[:REACHED]->(tier:Tier) RETURN tier.name ORDER BY tier.rank } AS reached
RETURN value IS NOT NULL AS known, coalesce(value, '') AS value, reached, count(CASE WHEN counts THEN 1 END) AS people
ORDER BY known, value, reached
