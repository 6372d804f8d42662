// question: monthly_index
// measures: The points of each month, from how many people and engagements, at which tiers, and who carries them.
// definition: docs/measures.md#monthly-index
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   worth: MAP = {} — points of an engagement by program, role ('' for none) and tier, as whole numbers; without it those of its tier
// columns:
//   month: STRING — the month in which engagements began, 2018-05; months without any are left out
//   people: INTEGER — people with engagements in the month
//   engagements: INTEGER — counted engagements in the month, with a tier
//   raw: NUMBER — their points, in the unit of worth
//   by_tier: LIST<NUMBER> — the same for each tier, lowest first
//   top_tenth: NUMBER — the points of the tenth of the month's people who have most, rounded up
// caveats: Engagements known by their year alone are left out. Python adds quiet months, shares, gains and whether a month is over. Points are as in points.
// minimal: 5.26
CYPHER 5
CALL () {
  MATCH (tier:Tier {dataset: $dataset}) WHERE tier.id IS NOT NULL
  RETURN count(tier) AS tiers
}
// Every engagement with a tier and a month, by its program.
CALL (tiers) {
  MATCH (program:Program {dataset: $dataset}) WHERE program.id IS NOT NULL
  MATCH (program)<-[:OF_PROGRAM]-(e:Engagement) WHERE e.counted
  WITH program, e WHERE e.precision <> 'year' AND e.start IS NOT NULL
  MATCH (p:Participant)-[:MADE]->(e)-[:AT_TIER]->(tier:Tier)
  RETURN p, tier.rank AS tier, 12 * e.start.year + e.start.month AS month,
    coalesce($worth[program.name][coalesce(e.role, '')][tier.id], tier.points_number) AS points
}
// What each person has in the month, most first.
WITH tiers, month, p, count(*) AS engagements, sum(points) AS raw, collect([tier, points]) AS parts
ORDER BY raw DESC
WITH tiers, month, count(*) AS people, sum(engagements) AS engagements, sum(raw) AS raw,
  collect(raw) AS each, collect(parts) AS theirs
RETURN left(toString(date({year: (month - 1) / 12, month: (month - 1) % 12 + 1})), 7) AS month,
  people, engagements, raw,
  [tier IN range(0, tiers - 1) | reduce(total = 0, parts IN theirs | total +
    reduce(own = 0, part IN parts | own + CASE part[0] WHEN tier THEN part[1] ELSE 0 END))] AS by_tier,
  reduce(total = 0, points IN each[..(people + 9) / 10] | total + points) AS top_tenth
ORDER BY month
