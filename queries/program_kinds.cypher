// question: program_kinds
// measures: On-going and discrete programs side by side: how many people a month, how many of them come again within a window, how many are new.
// definition: docs/measures.md#program-kinds
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   unit: STRING = "months" — how long people are watched, in months, days or editions
//   length: INTEGER = 12 — and how many of them
// columns:
//   program: STRING — the program
//   kind: STRING — discrete for a program with editions, otherwise on-going
//   x: INTEGER — people of n who came again, to any program, in a later step set within the window
//   n: INTEGER — people who came for the first time at least one window before the cut-off
//   not_yet_observable: INTEGER — people who came later than that
//   again: INTEGER — people of x who came again to this one
//   people: INTEGER — everyone who came
//   months_open: INTEGER — months in which an engagement was under way
//   person_months: INTEGER — people under way in each of these months, added up
//   new: INTEGER — people for whom it was in their first step set
// caveats: Rates, intervals, people a month and the order of the rows are added in Python. A record without dates has no months. Python answers for all on-going and all discrete programs together (by kind).
// minimal: 5.26
CYPHER 5
MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
WITH load.as_of_rank AS now, load.as_of_day AS until, duration.inDays(date('1970-01-01'), load.as_of_day).days AS today
// Time is counted in days, or in the editions of the program that people were in.
MATCH (program:Program {dataset: $dataset})
WITH *, COLLECT { MATCH (program)<-[:OF_PROGRAM]-(ed:Edition) RETURN DISTINCT ed.rank } AS ranks
MATCH (program)<-[:OF_PROGRAM]-(e:Engagement)<-[:MADE]-(p:Participant) WHERE e.counted
WITH now, until, today, p, {program: program, set: e.step_set, time: e.time, rank: e.rank, ranks: ranks} AS row
ORDER BY row.set, row.time, row.rank, program.name
WITH now, until, today, p, collect(row) AS rows
// Everyone's first time in each program, and what they came to in later step sets.
CALL (rows) {
  UNWIND rows AS row
  WITH row.program AS program, head(collect(row)) AS since
  RETURN program, since, [row IN rows WHERE row.set > since.set] AS later
}
WITH *, date('1970-01-01') + duration({days: since.time}) AS day,
  [then IN [head(later), head([row IN later WHERE row.program = program])] WHERE then IS NOT NULL | CASE $unit
    WHEN 'editions' THEN size([rank IN since.ranks WHERE since.rank < rank <= then.rank]) ELSE then.time - since.time END] AS took
WITH program, until, since.set = rows[0].set AS new, took,
  CASE $unit WHEN 'months' THEN duration.inDays(day, day + duration({months: $length})).days ELSE $length END AS length,
  CASE $unit WHEN 'editions' THEN size([rank IN since.ranks WHERE since.rank < rank <= now]) ELSE today - since.time END AS followed
WITH program, until, count(*) AS people, count(CASE WHEN new THEN 1 END) AS new,
  count(CASE WHEN followed >= length THEN 1 END) AS n, count(CASE WHEN followed >= length AND took[0] <= length THEN 1 END) AS x,
  count(CASE WHEN followed >= length AND took[1] <= length THEN 1 END) AS again
// People under way in each month.
CALL (program, until) {
  MATCH (program)<-[:OF_PROGRAM]-(e:Engagement)<-[:MADE]-(p:Participant) WHERE e.counted
  WITH p, date.truncate('month', e.start) AS first, CASE WHEN e.end > until THEN until ELSE coalesce(e.end, e.start) END AS last
  UNWIND range(0, duration.between(first, last).months) AS more
  WITH DISTINCT p, first + duration({months: more}) AS month
  RETURN count(*) AS person_months, count(DISTINCT month) AS months_open
}
RETURN program.name AS program, CASE WHEN EXISTS { (program)<-[:OF_PROGRAM]-(e:Engagement)-[:IN_EDITION]->() WHERE e.counted }
  THEN 'discrete' ELSE 'on-going' END AS kind, x, n, people - n AS not_yet_observable, again, people, months_open, person_months, new
ORDER BY 1.0 * person_months / months_open DESC, people DESC, program, kind
