// question: routes
// measures: How many people have gone through each sequence of step sets, the source and the target among the steps, and from which of them on they could be watched.
// definition: docs/measures.md#routes
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   target: MAP e.g. {"role": "mentor"} — the step to get to: what its engagements have in role, program, tier or edition
//   source: MAP = null — the step to start from; without one anywhere
//   by: STRING = "activity" — what the steps in between are: activity, program, role, tier or edition
//   unit: STRING = "months" — how long people are watched, in months, days or editions
//   length: INTEGER = 12 — and how many of them
// columns:
//   sets: LIST<LIST<STRING>> — the steps of each set, set after set; (source) and (target) stand for these two
//   watched: LIST<BOOLEAN> — of each set, whether it lies at least one window before the cut-off
//   both: INTEGER — engagements of each of these people that are source and target at once, and taken as target
//   people: INTEGER — how many people have this sequence
// caveats: These are the counts that Python goes on from: the moves with their people, the likeliest route (shortest path on -log of the shares), the widest one, and who went along them. Python answers for ties other than set, and where some engagements have no step at the level.
// minimal: 5.26
CYPHER 5
MATCH (p:Participant {dataset: $dataset})-[:MADE]->(e:Engagement) WHERE e.counted
WITH p, e, coalesce(all(key IN keys($target) WHERE e[key] = $target[key]), false) AS at_target,
  coalesce(all(key IN keys($source) WHERE e[key] = $source[key]), false) AS at_source
WITH p, e.step_set AS at, e['watched_' + $unit] >= $length AS watched, at_source AND at_target AS both,
  CASE WHEN at_target THEN '(target)' WHEN at_source THEN '(source)' ELSE e[$by] END AS step
ORDER BY at, step
// The steps of a set, then the sets of a person, then people who went the same way.
WITH p, at, watched, collect(DISTINCT step) AS steps, count(CASE WHEN both THEN 1 END) AS both
ORDER BY at
WITH p, collect(steps) AS sets, collect(watched) AS watched, sum(both) AS both
RETURN sets, watched, both, count(*) AS people
ORDER BY people DESC, sets, watched, both
