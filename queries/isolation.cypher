// question: isolation
// measures: Which programs stand alone: of the people of each, how many take no other, come from others, and go to others.
// definition: docs/measures.md#isolation
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = "program" — what stands alone: program, activity, role, tier or edition
//   unit: STRING = "months" — how long people are watched, in months, days or editions
//   length: INTEGER = 12 — and how many of them
// columns:
//   program: STRING — the program
//   x: INTEGER — people of n who have taken no other program up to the cut-off
//   n: INTEGER — people first in it at least one window before the cut-off
//   not_yet_observable: INTEGER — people first in it later than that
//   people: INTEGER — everyone who was in it
//   still_alone: INTEGER — people not yet observable who have nothing else so far
//   came_from: INTEGER — people who had been in another program before
//   programs_before: INTEGER — and how many programs those are
//   went_to: INTEGER — people who were in another program after their first time in it
//   programs_after: INTEGER — and how many programs those are
// caveats: By name the question is answered in Python, which adds rates, and what a graph of shared people says: betweenness, articulation points, components, and bridges. Where some engagements have no step at the level, only Python's numbers hold.
// minimal: 5.26
CYPHER 5
MATCH (p:Participant {dataset: $dataset})-[:MADE]->(e:Engagement) WHERE e.counted
WITH p, e ORDER BY e.step_set
// Everyone's first and last time in each program.
WITH p, e[$by] AS program, min(e.step_set) AS first, max(e.step_set) AS last,
  head(collect(e['watched_' + $unit])) >= $length AS watched
WITH p, collect({program: program, first: first, last: last, watched: watched}) AS visits
UNWIND visits AS own
WITH own.program AS program, own.watched AS watched, size(visits) = 1 AS alone,
  [other IN visits WHERE other.first < own.first | other.program] AS before,
  [other IN visits WHERE other.last > own.first AND other.program <> own.program | other.program] AS after
WITH program, count(CASE WHEN watched AND alone THEN 1 END) AS x, count(CASE WHEN watched THEN 1 END) AS n, count(*) AS people,
  count(CASE WHEN alone AND NOT watched THEN 1 END) AS still_alone, count(CASE WHEN before <> [] THEN 1 END) AS came_from,
  count(CASE WHEN after <> [] THEN 1 END) AS went_to, collect(before) AS befores, collect(after) AS afters
RETURN program, x, n, people - n AS not_yet_observable, people, still_alone,
  came_from, COUNT { UNWIND befores AS names UNWIND names AS name RETURN DISTINCT name } AS programs_before,
  went_to, COUNT { UNWIND afters AS names UNWIND names AS name RETURN DISTINCT name } AS programs_after
ORDER BY 1.0 * x / CASE n WHEN 0 THEN null ELSE n END DESC, program
