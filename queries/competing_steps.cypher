// question: competing_steps
// measures: So long after a first time at a step, who has the rival step, who has the target, and who of those without it reaches it later.
// definition: docs/measures.md#competing-steps
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   target: MAP e.g. {"role": "mentor"} — the step that is hoped for: what its engagements have in role, program, tier or edition
//   rival: MAP e.g. {"role": "facilitator"} — the step that may take its place
//   after: MAP = {} — where people start from; by default anything
//   unit: STRING = "months" — how long people are watched, in months, days or editions
//   length: INTEGER = 12 — and how many of them
//   landmark_length: INTEGER = 90 — when they are looked at: days after the start, or editions where the window is in editions
// columns:
//   had_target: BOOLEAN — had the target by the landmark, or before
//   rival: BOOLEAN — had the rival by the landmark, or before
//   watched: BOOLEAN — at the start at least one window before the cut-off
//   x: BOOLEAN — reach the target after the landmark, within the window
//   people: INTEGER — how many people are so
// caveats: Without a target and a rival the question is which next step leads, and its counts are those of next_steps. Python makes one row of these, with ratio, difference and intervals.
// minimal: 5.26
CYPHER 5
MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
WITH load.as_of_rank AS now, duration.inDays(date('1970-01-01'), load.as_of_day).days AS today
// Time is counted in days, or in the editions of the program that people were in.
MATCH (program:Program {dataset: $dataset})
WITH *, COLLECT { MATCH (program)<-[:OF_PROGRAM]-(ed:Edition) RETURN DISTINCT ed.rank } AS ranks
MATCH (program)<-[:OF_PROGRAM]-(e:Engagement)<-[:MADE]-(p:Participant) WHERE e.counted
WITH now, today, p, {
    set: e.step_set, time: e.time, rank: e.rank, ranks: ranks,
    after: all(key IN keys($after) WHERE e[key] = $after[key]),
    target: all(key IN keys($target) WHERE e[key] = $target[key]),
    rival: all(key IN keys($rival) WHERE e[key] = $rival[key])
  } AS row
ORDER BY row.set, row.time, row.rank, program.name
WITH now, today, p, collect(row) AS rows
// Everyone's first time at the start, at the target and at the rival.
WITH now, today, head([row IN rows WHERE row.after]) AS since,
  head([row IN rows WHERE row.target]) AS target, head([row IN rows WHERE row.rival]) AS rival
WHERE since IS NOT NULL
WITH *, date('1970-01-01') + duration({days: since.time}) AS day
WITH CASE $unit WHEN 'months' THEN duration.inDays(day, day + duration({months: $length})).days ELSE $length END AS length,
  CASE $unit WHEN 'editions' THEN size([rank IN since.ranks WHERE since.rank < rank <= now]) ELSE today - since.time END AS followed,
  [then IN [target, rival] | CASE
    WHEN then IS NULL THEN null
    WHEN $unit = 'editions' THEN size([rank IN since.ranks WHERE since.rank < rank <= then.rank])
    ELSE then.time - since.time
  END] AS took
RETURN coalesce(took[0] <= $landmark_length, false) AS had_target, coalesce(took[1] <= $landmark_length, false) AS rival,
  followed >= length AS watched, coalesce($landmark_length < took[0] <= length, false) AS x, count(*) AS people
ORDER BY had_target, rival, watched, x
