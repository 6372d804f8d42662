// question: graduation
// measures: Everyone's first time at a step (in each program or edition), by whether they had the outcome before, reached it after, and how long that took.
// definition: docs/measures.md#graduation
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = null — program or edition, each a source of its own; null for everyone together
//   source: MAP = {} — where people start from: what its engagements have in role, program, tier or edition; by default anything
//   outcome: MAP = {"tier": "Leading"} — what makes a graduate, in the same way; by name it is the top tier
//   unit: STRING = "months" — how long people are watched, in months, days or editions
//   length: INTEGER = 12 — and how many of them
// columns:
//   unit_of: STRING — the program or the edition; null for everyone together
//   already: BOOLEAN — had the outcome in the same step set or an earlier one
//   event: BOOLEAN — has it in a later one
//   time: INTEGER — days or editions until then, or else until the cut-off
//   watched: BOOLEAN — at the source at least one window before the cut-off
//   reached: BOOLEAN — has the outcome within the window
//   people: INTEGER — how many people are so
// caveats: These are the counts that Python goes on from to rates, the Kaplan–Meier curve, funnel limits and ranks.
// minimal: 5.26
CYPHER 5
MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
WITH load.as_of_rank AS now, duration.inDays(date('1970-01-01'), load.as_of_day).days AS today
// Time is counted in days, or in the editions of the program that people were in.
MATCH (program:Program {dataset: $dataset})
WITH *, COLLECT { MATCH (program)<-[:OF_PROGRAM]-(ed:Edition) RETURN DISTINCT ed.rank } AS ranks
MATCH (program)<-[:OF_PROGRAM]-(e:Engagement)<-[:MADE]-(p:Participant) WHERE e.counted
WITH now, today, p, {
    unit: e[$by], set: e.step_set, time: e.time, rank: e.rank, ranks: ranks,
    source: coalesce(all(key IN keys($source) WHERE e[key] = $source[key]), false),
    outcome: coalesce(all(key IN keys($outcome) WHERE e[key] = $outcome[key]), false)
  } AS row
ORDER BY row.set, row.time, row.rank, program.name
WITH now, today, p, collect(row) AS rows
// Everyone's first time at the source, and the outcome in a later step set.
CALL (rows) {
  UNWIND rows AS row
  WITH row WHERE row.source AND ($by IS NULL OR row.unit IS NOT NULL)
  WITH row.unit AS unit, head(collect(row)) AS since
  RETURN unit, since, head([row IN rows WHERE row.outcome AND row.set > since.set]) AS then
}
WITH *, date('1970-01-01') + duration({days: since.time}) AS day
WITH unit, then, any(row IN rows WHERE row.outcome AND row.set <= since.set) AS already,
  CASE $unit WHEN 'months' THEN duration.inDays(day, day + duration({months: $length})).days ELSE $length END AS length,
  CASE $unit WHEN 'editions' THEN size([rank IN since.ranks WHERE since.rank < rank <= now]) ELSE today - since.time END AS followed,
  CASE $unit WHEN 'editions' THEN size([rank IN since.ranks WHERE since.rank < rank <= then.rank]) ELSE then.time - since.time END AS took
RETURN unit AS unit_of, already, then IS NOT NULL AS event, CASE WHEN then IS NULL THEN followed ELSE took END AS time,
  followed >= length AS watched, then IS NOT NULL AND took <= length AS reached, count(*) AS people
ORDER BY unit_of, already, event, time, watched, reached
