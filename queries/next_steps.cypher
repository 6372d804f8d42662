// question: next_steps
// measures: What people did next after their first time at a step, how long that took, and how long they could be watched.
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = "activity" — what a next step is: activity, program, role, tier or edition
//   order: INTEGER = 1 — 2 tells people apart by the step before as well
//   horizon: STRING = null — how long people are watched, 365d or 1e; without one 12 months, or one edition where most engagements have no date
//   after_role: STRING = null — the one step to start from: its role; null for any
//   after_program: STRING = null — its program; null for any
//   after_tier: STRING = null — its tier; null for any
//   after_edition: STRING = null — its edition; null for any
// columns:
//   previous: STRING — the step set before, null for none; only with order 2
//   source: STRING — the step that people were at for the first time
//   next: STRING — their next step set, steps that nothing orders joined by +; null for none so far
//   time: INTEGER — until then, or else until the cut-off
//   unit: STRING — of time and horizon: day or edition
//   horizon: INTEGER — how long people are watched
//   watched: BOOLEAN — whether they were at the source at least one horizon before the cut-off
//   days: INTEGER — days to the next step; null unless both are dated
//   editions: INTEGER — editions of the source's program to the next step
//   people: INTEGER — how many people are so
// caveats: These are the counts that Python goes on from to x, n, the cumulative incidence (Aalen–Johansen) and the medians. Ties other than set run in Python.
// minimal: 5.26
CYPHER 5
// Where the data set stands: its axis of time, its cut-off, the window that was asked for.
CALL () {
  MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
  WITH load, toLower(trim(coalesce($horizon, CASE WHEN load.mostly_editions THEN '1e' ELSE '365d' END))) AS text
  RETURN load.unit = 'day' AS by_day, load.as_of_rank AS latest,
    duration.inDays(date('1970-01-01'), load.as_of_day).days AS today,
    text ENDS WITH 'e' AS in_editions, toInteger(left(text, size(text) - 1)) AS length
}
CALL (latest) {
  OPTIONAL MATCH (program:Program {dataset: $dataset})
  WHERE program.id IS NOT NULL
    AND EXISTS { (program)<-[:IN_EDITION|OF_PROGRAM*1..2]-(e:Engagement) WHERE e.counted }
  RETURN count(program) < 2 AS alone
}
// The editions of each program, and how many of them had begun at the cut-off.
CALL (latest) {
  MATCH (program:Program {dataset: $dataset})
  WHERE program.id IS NOT NULL
  OPTIONAL MATCH (program)<-[:OF_PROGRAM]-(ed:Edition)
  WITH program, latest, collect(DISTINCT ed.rank) AS ranks
  ORDER BY program.name
  RETURN collect({node: program, ranks: ranks, now: size([r IN ranks WHERE r <= latest])}) AS programs
}
// Each person's step sets in their order.
CALL (programs, alone) {
  UNWIND range(0, size(programs) - 1) AS place
  WITH alone, place, programs[place].node AS program
  MATCH (program)<-[:IN_EDITION|OF_PROGRAM*1..2]-(e:Engagement)
  WHERE e.counted
  MATCH (e)<-[:MADE]-(p:Participant)
  OPTIONAL MATCH (e)-[:AT_TIER]->(tier:Tier)
  OPTIONAL MATCH (e)-[:IN_EDITION]->(ed:Edition)
  WITH p, e, place, program.name AS program, tier.id AS tier, ed.name AS edition,
    CASE $by
      WHEN 'program' THEN program.name
      WHEN 'role' THEN e.role
      WHEN 'tier' THEN tier.id
      WHEN 'edition' THEN CASE WHEN alone THEN ed.name ELSE program.name + ' ' + ed.name END
      ELSE program.name + coalesce(': ' + e.role, '') END AS step,
    CASE $by
      WHEN 'role' THEN coalesce(e.role_set, e.step_set)
      WHEN 'tier' THEN coalesce(e.tier_set, e.step_set)
      WHEN 'edition' THEN coalesce(e.edition_set, e.step_set)
      ELSE e.step_set END AS set
  WHERE step IS NOT NULL
  WITH p, set, step, place, e.time AS time, e.rank AS rank, e.precision = 'edition' AS vague, coalesce($after_role, $after_program, $after_tier, $after_edition) IS NOT NULL
      AND ($after_role IS NULL OR e.role = $after_role) AND ($after_program IS NULL OR program = $after_program)
      AND ($after_tier IS NULL OR tier = $after_tier) AND ($after_edition IS NULL OR edition = $after_edition) AS asked
  ORDER BY step
  WITH p, set,
    collect(DISTINCT step) AS steps, min(time) AS time, min(rank) AS rank, min(place) AS place,
    max(CASE WHEN vague THEN 1 ELSE 0 END) = 0 AS dated,
    max(CASE WHEN asked THEN 1 ELSE 0 END) = 1 AS asked
  ORDER BY set
  WITH p, collect({steps: steps, time: time, rank: rank, place: place, dated: dated, asked: asked}) AS sets
  RETURN sets
}
WITH *, reduce(name = null, part IN [part IN [$after_program, $after_role, $after_tier, $after_edition] WHERE part IS NOT NULL] |
    coalesce(name + ': ', '') + part) AS after
UNWIND range(0, size(sets) - 1) AS at
UNWIND CASE WHEN after IS NULL THEN sets[at].steps WHEN sets[at].asked THEN [after] ELSE [] END AS source
WITH *, sets[at] AS since, CASE WHEN at + 1 < size(sets) THEN sets[at + 1] END AS then
WHERE none(earlier IN sets[0..at] WHERE CASE WHEN after IS NULL THEN source IN earlier.steps ELSE earlier.asked END)
WITH *, programs[since.place].ranks AS ranks, programs[since.place].now AS now
WITH *, size([r IN ranks WHERE r <= since.rank]) AS ordinal
WITH *, size([r IN ranks WHERE r <= then.rank]) - ordinal AS editions,
  CASE WHEN in_editions THEN now - ordinal ELSE today - since.time END AS available
WITH source, length, in_editions,
  CASE WHEN $order = 2 AND at > 0 THEN reduce(name = null, step IN sets[at - 1].steps | coalesce(name + ' + ', '') + step) END AS previous,
  reduce(name = null, step IN then.steps | coalesce(name + ' + ', '') + step) AS next,
  CASE WHEN then IS NULL THEN available WHEN in_editions THEN editions ELSE then.time - since.time END AS time,
  available >= length AS watched,
  CASE WHEN by_day AND since.dated AND then.dated THEN then.time - since.time END AS days,
  CASE WHEN then IS NOT NULL THEN editions END AS editions
RETURN previous, source, next, CASE WHEN time < 0 THEN 0 ELSE time END AS time,
  CASE WHEN in_editions THEN 'edition' ELSE 'day' END AS unit, length AS horizon,
  watched, days, editions, count(*) AS people
ORDER BY source, previous, next, time, watched
