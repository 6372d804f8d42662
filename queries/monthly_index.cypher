// question: monthly_index
// measures: The points of each month, from how many people and engagements, at which tiers, and who carries them.
// definition: docs/measures.md#monthly-index
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   tiers: LIST<STRING> = ["Learning", "Endorsing", "Participating", "Collaborating", "Leading"] — the tiers of the scheme, lowest first
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
MATCH (p:Participant {dataset: $dataset})-[:MADE]->(e:Engagement)-[:AT_TIER]->(tier:Tier)
WHERE e.counted AND e.start IS NOT NULL AND e.precision <> 'year'
WITH p, tier, date.truncate('month', e.start) AS month, count(*) AS engagements,
  sum(coalesce($worth[e.program][coalesce(e.role, '')][e.tier], tier.points_number)) AS points
// What each person has in the month, most first.
WITH p, month, sum(engagements) AS engagements, sum(points) AS raw, collect({tier: tier.name, points: points}) AS parts
ORDER BY raw DESC
WITH month, count(*) AS people, sum(engagements) AS engagements, sum(raw) AS raw, collect(raw) AS each, collect(parts) AS theirs
RETURN left(toString(month), 7) AS month, people, engagements, raw,
  [name IN $tiers | reduce(total = 0, parts IN theirs |
    total + reduce(points = 0, part IN [part IN parts WHERE part.tier = name] | points + part.points))] AS by_tier,
  reduce(total = 0, points IN each[..(people + 9) / 10] | total + points) AS top_tenth
ORDER BY month
