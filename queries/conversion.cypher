// question: conversion
// measures: Of each edition's people at a source step, how many take the target step in the next edition of that program, or within so long.
// definition: docs/measures.md#conversion
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   source: MAP e.g. {"role": "mentee"} — the step that people start from: what its engagements have in role, program, tier or edition
//   target: MAP e.g. {"role": "mentor"} — the step that we hope for
//   unit: STRING = "editions" — the window, in editions, months or days
//   length: INTEGER = 1 — and how many of them
//   already: STRING = "exclude" — exclude people who had the target before, or include them
// columns:
//   program: STRING — program of the edition
//   edition: STRING — the edition
//   x: INTEGER — people of n who took the target step within the window
//   n: INTEGER — people at the source in the edition, whose whole window lies before the cut-off
//   not_yet_observable: INTEGER — people whose window is still open
//   already: INTEGER — people left out because they had the target in this edition or before
//   rank: INTEGER — the edition's place in the order of editions
// caveats: Rates, intervals, goal, people needed, changes and interventions are added in Python. Python answers for a record without editions, whose cohorts are calendar years, and for ever.
// minimal: 5.26
CYPHER 5
MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
WITH load.as_of_rank AS now, duration.inDays(date('1970-01-01'), load.as_of_day).days AS today
// Time is counted in days, or in the editions of the program that people were in.
MATCH (program:Program {dataset: $dataset})
WITH *, COLLECT { MATCH (program)<-[:OF_PROGRAM]-(ed:Edition) RETURN DISTINCT ed.rank } AS ranks
MATCH (program)<-[:OF_PROGRAM]-(e:Engagement)-[:IN_EDITION]->(edition:Edition), (p:Participant)-[:MADE]->(e)
WHERE e.counted AND all(key IN keys($source) WHERE e[key] = $source[key])
// Everyone's first time at the source in each edition, and how long until each time at the target.
WITH program, edition, now, today, ranks, p, e ORDER BY e.place
WITH program, edition, now, today, ranks, p, head(collect(e)) AS e
WITH *, date('1970-01-01') + duration({days: e.time}) AS day, COLLECT {
    MATCH (p)-[:MADE]->(t:Engagement)
    WHERE t.counted AND all(key IN keys($target) WHERE t[key] = $target[key])
    RETURN CASE $unit WHEN 'editions' THEN size([rank IN ranks WHERE e.rank < rank <= t.rank]) ELSE t.time - e.time END
  } AS took
WITH *,
  CASE $unit WHEN 'months' THEN duration.inDays(day, day + duration({months: $length})).days ELSE $length END AS length,
  CASE $unit WHEN 'editions' THEN size([rank IN ranks WHERE e.rank < rank <= now]) ELSE today - e.time END AS watched
WITH program, edition, watched >= length AS seen, any(time IN took WHERE 0 < time <= length) AS taken,
  $already = 'include' OR none(time IN took WHERE time <= 0) AS kept
RETURN program.name AS program, edition.name AS edition,
  count(CASE WHEN kept AND seen AND taken THEN 1 END) AS x, count(CASE WHEN kept AND seen THEN 1 END) AS n,
  count(CASE WHEN kept AND NOT seen THEN 1 END) AS not_yet_observable, count(CASE WHEN NOT kept THEN 1 END) AS already,
  edition.rank AS rank
ORDER BY rank, program, edition
