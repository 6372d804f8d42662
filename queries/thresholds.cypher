// question: thresholds
// measures: Who has points at a tier, by when they first had so many within a window, and whether they are at the tier to invite to already.
// definition: docs/measures.md#thresholds
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   tier: STRING e.g. "Participating" — the tier at which points count
//   min: FLOAT e.g. 6 — the points to reach, in the unit of worth
//   unit: STRING = "months" — how far back points count, in months, days or editions
//   length: INTEGER = 12 — and how many of them
//   higher: LIST<STRING> = ["Collaborating", "Leading"] — the tier to invite to, and those above it
//   worth: MAP = {} — points of an engagement by program, role ('' for none) and tier, as whole numbers; without it those of its tier
// columns:
//   crossed: INTEGER — when they first had so many points: day (since 1970), or rank of the edition; null for not yet
//   at_target: BOOLEAN — have been at the tier to invite to, or higher, at any time
//   people: INTEGER — how many people are so
// caveats: Python says who is new since when. Consent and the file of invitations are asked for there, and points are as in points.
// minimal: 5.26
CYPHER 5
MATCH (tier:Tier {dataset: $dataset, id: $tier})<-[:AT_TIER]-(e:Engagement)<-[:MADE]-(p:Participant)
WHERE e.counted
WITH p, CASE $unit WHEN 'editions' THEN e.rank ELSE e.time END AS moment,
  sum(coalesce($worth[e.program][coalesce(e.role, '')][e.tier], tier.points_number)) AS points
ORDER BY moment
// A window reaches back to the same day so many months before, that day left out.
WITH p, moment, points, date('1970-01-01') + duration({days: moment}) AS day
WITH p, collect({moment: moment, points: points, after: CASE $unit
    WHEN 'months' THEN duration.inDays(date('1970-01-01'), day - duration({months: $length})).days
    ELSE moment - $length END}) AS scores
WITH p, head([now IN scores WHERE reduce(score = 0, one IN scores |
    score + CASE WHEN now.after < one.moment <= now.moment THEN one.points ELSE 0 END) >= $min | now.moment]) AS crossed
RETURN crossed, EXISTS { (p)-[:REACHED]->(high:Tier) WHERE high.id IN $higher } AS at_target, count(*) AS people
ORDER BY crossed, at_target
