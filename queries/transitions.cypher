// question: transitions
// measures: How many people go from each step straight to each next one, and how long they take.
// definition: docs/measures.md#transitions
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = "activity" — what a step is: activity, program, role, tier or edition
//   unit: STRING = "months" — how long people are watched, in months, days or editions
//   length: INTEGER = 12 — and how many of them
// columns:
//   source: STRING — the step, or (start)
//   target: STRING — the next step, or (end)
//   moves: INTEGER — how often the move was made
//   people: INTEGER — different people who made it
//   x: INTEGER — people of n who made it by the cut-off; to (end), those watched so long since that as well
//   n: INTEGER — people first at the source at least so long before the cut-off
//   not_yet_observable: INTEGER — people first at the source later than that
//   median_days: FLOAT — days between dated engagements
//   q1_days: FLOAT — lower quartile of the days
//   q3_days: FLOAT — upper quartile of the days
//   median_editions: FLOAT — editions of the source's program
// caveats: Rates and intervals are added in Python. Python answers for ties other than set, and where some engagements have no step at the level.
// minimal: 5.26
CYPHER 5
// Everybody is watched from their first time at a step on.
MATCH (p:Participant {dataset: $dataset})-[:MADE]->(first:Engagement) WHERE $by IN first.first_at
WITH p, first[$by] AS source, first['watched_' + $unit] >= $length AS watched
// Each time that they were there, and the step set right after it, in which a step counts once.
MATCH (p)-[:MADE]->(a:Engagement) WHERE a.counted AND a[$by] = source
OPTIONAL MATCH (a)-[move:NEXT]->(b:Engagement)
WITH DISTINCT p, source, watched, a.step_set AS at, coalesce(b[$by], '(end)') AS target,
  watched AND (move IS NOT NULL OR a['watched_' + $unit] >= $length) AS seen,
  move.days AS days, move.editions AS editions
WITH source, count(DISTINCT CASE WHEN watched THEN p END) AS n,
  count(DISTINCT CASE WHEN NOT watched THEN p END) AS not_yet_observable,
  collect({p: p, target: target, seen: seen, days: days, editions: editions}) AS moves
UNWIND moves AS move
RETURN source, move.target AS target, count(*) AS moves, count(DISTINCT move.p) AS people,
  count(DISTINCT CASE WHEN move.seen THEN move.p END) AS x, n, not_yet_observable,
  percentileCont(move.days, 0.5) AS median_days, percentileCont(move.days, 0.25) AS q1_days,
  percentileCont(move.days, 0.75) AS q3_days, percentileCont(move.editions, 0.5) AS median_editions
UNION ALL
// The steps that people begin with.
MATCH (p:Participant {dataset: $dataset})-[:MADE]->(e:Engagement) WHERE e.step_set = 0
WITH collect(DISTINCT {p: p, step: e[$by]}) AS entries, count(DISTINCT p) AS n
UNWIND entries AS entry
RETURN '(start)' AS source, entry.step AS target, count(*) AS moves, count(*) AS people, count(*) AS x,
  n, 0 AS not_yet_observable, null AS median_days, null AS q1_days, null AS q3_days,
  null AS median_editions
