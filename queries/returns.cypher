// question: returns
// measures: What programs return: of the people of each, how many reach a higher tier than ever before within a window after their first time in it.
// definition: docs/measures.md#returns
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   unit: STRING = "months" — how long people are watched, in months, days or editions
//   length: INTEGER = 12 — and how many of them
// columns:
//   program: STRING — the program
//   x: INTEGER — people of n who reached a higher tier than ever before within the window
//   n: INTEGER — people first in it at least one window before the cut-off, with a tier above their highest one
//   not_yet_observable: INTEGER — such people who were first in it later than that
//   at_top: INTEGER — people left out because they had been at the top tier by then
// caveats: By name the question is answered in Python, which adds rates, what people do afterwards in points, hours and cost, people at the same tiers who never took the program, and the questions by touch and by dose.
// minimal: 5.26
CYPHER 5
MATCH (top:Tier {dataset: $dataset}) WITH max(top.rank) AS top
MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
WITH top, load.as_of_rank AS now, duration.inDays(date('1970-01-01'), load.as_of_day).days AS today
// Time is counted in days, or in the editions of the program that people were in.
MATCH (program:Program {dataset: $dataset})
WITH *, COLLECT { MATCH (program)<-[:OF_PROGRAM]-(ed:Edition) RETURN DISTINCT ed.rank } AS ranks
MATCH (program)<-[:OF_PROGRAM]-(e:Engagement)<-[:MADE]-(p:Participant) WHERE e.counted
OPTIONAL MATCH (e)-[:AT_TIER]->(tier:Tier)
WITH top, now, today, p, {program: program, set: e.step_set, time: e.time, rank: e.rank, ranks: ranks,
  tier: coalesce(tier.rank, -1)} AS row
ORDER BY row.set, row.time, row.rank, program.name
WITH top, now, today, p, collect(row) AS rows
// Everyone's first time in each program, their highest tier by then, and each time above it.
CALL (rows) {
  UNWIND rows AS row
  WITH row.program AS program, head(collect(row)) AS since
  WITH *, reduce(high = -1, row IN rows | CASE WHEN row.set <= since.set AND row.tier > high THEN row.tier ELSE high END) AS high
  RETURN program, since, high, [row IN rows WHERE row.set > since.set AND row.tier > high] AS ups
}
WITH *, date('1970-01-01') + duration({days: since.time}) AS day
WITH program, high < top AS way_up,
  CASE $unit WHEN 'months' THEN duration.inDays(day, day + duration({months: $length})).days ELSE $length END AS length,
  CASE $unit WHEN 'editions' THEN size([rank IN since.ranks WHERE since.rank < rank <= now]) ELSE today - since.time END AS followed,
  [up IN ups | CASE $unit WHEN 'editions' THEN size([rank IN since.ranks WHERE since.rank < rank <= up.rank])
    ELSE up.time - since.time END] AS took
RETURN program.name AS program,
  count(CASE WHEN way_up AND followed >= length AND any(time IN took WHERE time <= length) THEN 1 END) AS x,
  count(CASE WHEN way_up AND followed >= length THEN 1 END) AS n,
  count(CASE WHEN way_up AND followed < length THEN 1 END) AS not_yet_observable, count(CASE WHEN NOT way_up THEN 1 END) AS at_top
ORDER BY program
