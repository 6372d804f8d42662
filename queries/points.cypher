// question: points
// measures: Where the points of a community come from: people, engagements and points by part.
// definition: docs/measures.md#points
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = "tier" — what a part is: tier, activity, program or role
//   worth: MAP = {} — points of an engagement by program, role ('' for none) and tier, as whole numbers; without it those of its tier
// columns:
//   part: STRING — the part; null for what has no role
//   people: INTEGER — people with engagements in the part
//   engagements: INTEGER — counted engagements in the part, with a tier
//   raw: NUMBER — their points, in the unit of worth
// caveats: Points are exact decimals, and a rule of the scheme can have its own: Python says what each is worth, in whole numbers, and makes points and shares of the sums. Multipliers are rules about what was known on a day; with them, and for people by their points (by rank), the question runs in Python.
// minimal: 5.26
CYPHER 5
MATCH (p:Participant {dataset: $dataset})-[:MADE]->(e:Engagement)-[:AT_TIER]->(tier:Tier)
WHERE e.counted
RETURN e[$by] AS part, count(DISTINCT p) AS people, count(*) AS engagements,
  sum(coalesce($worth[e.program][coalesce(e.role, '')][e.tier], tier.points_number)) AS raw
ORDER BY raw DESC, part
