// question: did_then
// measures: Who did one thing and then another within so many days, counted from their first time at the one.
// definition: docs/measures.md#did-then
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   source: MAP e.g. {"role": "mentee"} — what they did: what its engagements have in role, program, tier or edition
//   target: MAP e.g. {"role": "mentor"} — what they did then, in a later step set
//   days: INTEGER = 365 — within so many days
// columns:
//   participant: STRING — who
//   did: DATE — when they first did the one
//   then: DATE — when they first did the other after that
//   days: INTEGER — from one to the other
// caveats: This is a list of people; for a rate with its denominator ask graduation. Dates are those on which step sets began. A record without dates has no days, and nobody is listed.
// minimal: 5.26
CYPHER 5
MATCH (p:Participant {dataset: $dataset})-[:MADE]->(a:Engagement)
WHERE a.counted AND all(key IN keys($source) WHERE a[key] = $source[key])
WITH p, min(a.step_set) AS at, min(a.since) AS did
MATCH (p)-[:MADE]->(b:Engagement)
WHERE b.counted AND b.step_set > at AND all(key IN keys($target) WHERE b[key] = $target[key])
WITH p, did, min(b.since) AS then
WITH p, did, then, duration.inDays(did, then).days AS days WHERE days <= $days
RETURN p.id AS participant, did, then, days
ORDER BY did, participant
