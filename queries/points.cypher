// question: points
// measures: Where the points of a community come from: people, engagements and points by part.
// definition: docs/measures.md#points
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = "tier" — what a part is: tier, activity, program or role; or rank: people by their points, the top tenth, the rest of the upper half and the lower half
//   worth: MAP = {} — points of an engagement by program, role ('' for none) and tier, as whole numbers; without it those of its tier
// columns:
//   part: STRING — the part; null for what has no role
//   people: INTEGER — people with engagements in the part
//   engagements: INTEGER — counted engagements in the part, with a tier
//   raw: NUMBER — their points, in the unit of worth
// caveats: Points are exact decimals, and a rule of the scheme can have its own: Python says what each is worth, in whole numbers, and makes points and shares of the sums. Multipliers are rules about what was known on a day; with them the question runs in Python.
// minimal: 5.26
CYPHER 5
// Every engagement with a tier, by its program.
CALL () {
  MATCH (program:Program {dataset: $dataset}) WHERE program.id IS NOT NULL
  MATCH (program)<-[:OF_PROGRAM]-(e:Engagement) WHERE e.counted
  MATCH (p:Participant)-[:MADE]->(e)-[:AT_TIER]->(tier:Tier)
  RETURN p,
    CASE WHEN $by <> 'rank' THEN e[$by] END AS part,
    coalesce($worth[program.name][coalesce(e.role, '')][tier.id], tier.points_number) AS points
}
// Each person's points in each part, most first.
WITH p, part, count(*) AS engagements, sum(points) AS raw
WITH part, engagements, raw ORDER BY raw DESC, engagements DESC
WITH collect([part, engagements, raw]) AS rows
UNWIND range(0, size(rows) - 1) AS at
WITH rows[at] AS own, CASE
    WHEN $by <> 'rank' THEN rows[at][0]
    WHEN at < (size(rows) + 9) / 10 THEN 'top tenth'
    WHEN at < (size(rows) + 1) / 2 THEN 'rest of the upper half'
    ELSE 'lower half'
  END AS part
RETURN part, count(*) AS people, sum(own[1]) AS engagements, sum(own[2]) AS raw
ORDER BY raw DESC, part
