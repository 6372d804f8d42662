// question: exchange
// measures: At each tier, or in each activity, how many of its people have never contributed anywhere, and what they received and contributed.
// definition: docs/measures.md#exchange
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = "tier" — tier, or activity for every activity under its tier
//   contributing: STRING = null — the first tier at which people give; by default the first above the middle
//   worth: MAP = {} — points of an engagement by program, role ('' for none) and tier, as whole numbers; without it those of its tier
// columns:
//   tier: STRING — the tier; null for engagements without one
//   activity: STRING — the activity; null by tier
//   x: INTEGER — people of n who have never contributed anywhere
//   n: INTEGER — people who were ever at the tier, or in the activity
//   engagements: INTEGER — their counted engagements there
//   received: FLOAT — what each of them received anywhere, on average, in the unit of worth
//   contributed: FLOAT — what each of them contributed anywhere, on average
// caveats: Python adds the words of the scheme, tiers without people, rates and intervals. Points are as in points.
// minimal: 5.26
CYPHER 5
// The rank of the tier from which on an engagement is given.
CALL () {
  MATCH (tier:Tier {dataset: $dataset}) WHERE tier.id IS NOT NULL
  WITH count(tier) AS tiers,
    max(CASE WHEN toLower(tier.id) = toLower(trim($contributing)) THEN tier.rank END) AS said
  RETURN CASE WHEN $contributing IS NOT NULL THEN said WHEN tiers > 1 THEN (tiers + 1) / 2 ELSE 0 END AS least
}
// Every engagement, by its program.
CALL (least) {
  MATCH (program:Program {dataset: $dataset}) WHERE program.id IS NOT NULL
  MATCH (program)<-[:OF_PROGRAM]-(e:Engagement) WHERE e.counted
  MATCH (p:Participant)-[:MADE]->(e)
  OPTIONAL MATCH (e)-[:AT_TIER]->(tier:Tier)
  RETURN p, tier.id AS tier, tier.rank >= least AS gives,
    CASE $by WHEN 'activity' THEN program.name + coalesce(': ' + e.role, '') END AS activity,
    coalesce($worth[program.name][coalesce(e.role, '')][tier.id], tier.points_number) AS points
}
// What each person did where, and what that comes to.
WITH p, tier, activity, gives, count(*) AS engagements, sum(points) AS points
WITH p, collect([tier, activity, engagements]) AS cells,
  max(CASE WHEN gives THEN 1 ELSE 0 END) = 0 AS never,
  sum(CASE WHEN NOT gives THEN points ELSE 0 END) AS received,
  sum(CASE WHEN gives THEN points ELSE 0 END) AS contributed
UNWIND cells AS cell
RETURN cell[0] AS tier, cell[1] AS activity, sum(CASE WHEN never THEN 1 ELSE 0 END) AS x, count(*) AS n,
  sum(cell[2]) AS engagements,
  1.0 * sum(received) / count(*) AS received, 1.0 * sum(contributed) / count(*) AS contributed
ORDER BY tier, activity
