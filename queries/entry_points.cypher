// question: entry_points
// measures: Where people begin: of everyone, the share who have each step in their first step set.
// definition: docs/measures.md#entry-points
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = "activity" — what a step is: activity, program, role, tier or edition
// columns:
//   step: STRING — a step that somebody began with
//   x: INTEGER — people of n who began with it
//   n: INTEGER — people with an engagement that counts
//   not_yet_observable: INTEGER — 0, a beginning takes no follow-up
//   x_certain: INTEGER — the same of people whose history cannot have begun before the data
//   n_certain: INTEGER — those people
// caveats: Rates and intervals are added in Python. Where a first set holds several steps each counts, so that shares can add to more than 1. Python answers for a window, for ties by rank, and where some engagements have no step at the level.
// minimal: 5.26
CYPHER 5
// Who is there when the data begin may have a history that the data do not hold.
MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
WITH load.mostly_editions AS in_editions
MATCH (e:Engagement {dataset: $dataset}) WHERE e.counted
WITH in_editions, min(e.time) + 90 AS day, CASE WHEN min(e.rank) > 1 THEN min(e.rank) ELSE 1 END AS edition
MATCH (p:Participant {dataset: $dataset})-[:MADE]->(e:Engagement) WHERE e.counted
WITH in_editions, day, edition, p, min(e.time) AS time, min(e.rank) AS rank,
  collect(DISTINCT CASE WHEN e.step_set = 0 THEN e[$by] END) AS steps
WITH steps, CASE WHEN in_editions THEN rank > edition ELSE time >= day END AS certain
WITH collect({steps: steps, certain: certain}) AS people,
  count(*) AS n, count(CASE WHEN certain THEN 1 END) AS n_certain
UNWIND people AS one
UNWIND one.steps AS step
RETURN step, count(*) AS x, n, 0 AS not_yet_observable,
  count(CASE WHEN one.certain THEN 1 END) AS x_certain, n_certain
ORDER BY x DESC, step
