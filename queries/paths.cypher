// question: paths
// measures: Which whole sequences of steps people have taken up to now, and how many people took each.
// definition: docs/measures.md#paths
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = "activity" — what a step is: activity, program, role, tier or edition
//   limit: INTEGER = null — how many paths to list; all by default
//   unit: STRING = "months" — who was there so recently is still inside, in months, days or editions
//   length: INTEGER = 12 — and how many of them
// columns:
//   path: STRING — step sets joined by " > ", steps that nothing orders by " + "
//   people: INTEGER — people whose whole path this is
//   share: FLOAT — of everyone, 0 to 1
//   x: INTEGER — the same as people
//   n: INTEGER — everyone with an engagement that counts
//   not_yet_observable: INTEGER — 0, nobody is left out of n
//   still_inside: INTEGER — people whose last step is less than a window before the cut-off
//   steps: INTEGER — step sets in the path
// caveats: Cumulative shares, rates and intervals are added in Python. Python answers for ties by rank, for collapsed paths, and where some engagements have no step at the level.
// minimal: 5.26
CYPHER 5
MATCH (p:Participant {dataset: $dataset})-[:MADE]->(e:Engagement) WHERE e.counted
WITH DISTINCT p, e.step_set AS at, e[$by] AS step, e['watched_' + $unit] >= $length AS watched
ORDER BY at, step
// The steps of a set are joined, then the sets; who has been gone for a window is not inside.
WITH p, at, watched, collect(step) AS steps
WITH p, watched, reduce(names = head(steps), step IN tail(steps) | names + ' + ' + step) AS name
ORDER BY at
WITH p, collect(name) AS names, collect(watched) AS watched
WITH reduce(path = head(names), name IN tail(names) | path + ' > ' + name) AS path,
  size(names) AS steps, count(*) AS people, count(CASE WHEN NOT last(watched) THEN 1 END) AS still_inside
ORDER BY people DESC, path
WITH collect({path: path, steps: steps, people: people, inside: still_inside}) AS rows, sum(people) AS n
UNWIND rows[..coalesce($limit, size(rows))] AS row
RETURN row.path AS path, row.people AS people, 1.0 * row.people / n AS share, row.people AS x, n,
  0 AS not_yet_observable, row.inside AS still_inside, row.steps AS steps
