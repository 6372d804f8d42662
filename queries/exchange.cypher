// question: exchange
// measures: At each tier, or in each activity, how many of its people have never contributed anywhere, and what they received and contributed.
// definition: docs/measures.md#exchange
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = "tier" — tier, or activity for every activity under its tier
//   gives: LIST<STRING> = ["Collaborating", "Leading"] — the tiers at which people contribute; at the others they receive
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
MATCH (p:Participant {dataset: $dataset})-[:MADE]->(e:Engagement) WHERE e.counted
OPTIONAL MATCH (e)-[:AT_TIER]->(tier:Tier)
WITH p, e.tier AS tier, CASE $by WHEN 'activity' THEN e.activity END AS activity, count(*) AS engagements,
  sum(coalesce($worth[e.program][coalesce(e.role, '')][e.tier], tier.points_number)) AS points
// What each person did where, and what they received and contributed anywhere.
WITH p, collect({tier: tier, activity: activity, engagements: engagements}) AS cells,
  count(CASE WHEN tier IN $gives THEN 1 END) = 0 AS never,
  sum(CASE WHEN NOT tier IN $gives THEN points ELSE 0 END) AS received,
  sum(CASE WHEN tier IN $gives THEN points ELSE 0 END) AS contributed
UNWIND cells AS cell
RETURN cell.tier AS tier, cell.activity AS activity, count(CASE WHEN never THEN 1 END) AS x, count(*) AS n,
  sum(cell.engagements) AS engagements, 1.0 * sum(received) / count(*) AS received,
  1.0 * sum(contributed) / count(*) AS contributed
ORDER BY tier, activity
