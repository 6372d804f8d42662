// question: conversion
// measures: Of each edition's people at a source step, how many take the target step in the next edition of that program, or within so many days.
// definition: docs/measures.md#conversion
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   within: STRING = null — the window, 1e or 12m; without one 1e, and 12m in a record without editions
//   already: STRING = "exclude" — exclude people who had the target before, or include them
//   source_role: STRING = null — the source step: its role; null for any
//   source_program: STRING = null — its program; null for any
//   source_tier: STRING = null — its tier; null for any
//   source_edition: STRING = null — its edition; null for any
//   target_role: STRING = null — the target step: its role; null for any
//   target_program: STRING = null — its program; null for any
//   target_tier: STRING = null — its tier; null for any
//   target_edition: STRING = null — its edition; null for any
// columns:
//   program: STRING — program of the edition
//   edition: STRING — the edition, or the calendar year in a record without editions
//   x: INTEGER — people of n who took the target step within the window
//   n: INTEGER — people at the source in the edition, whose whole window lies before the cut-off
//   not_yet_observable: INTEGER — people whose window is still open
//   already: INTEGER — people left out because they had the target in this edition or before
//   rank: INTEGER — the edition's place in the order of editions
// caveats: Rates, intervals, goal, people needed, changes and interventions are added in Python. A year counts as an edition where there are none.
// minimal: 5.26
CYPHER 5
// A window of months is a negative length: it ends on the same day so many months later.
// Where the data set stands: its cut-off, its last edition, the window that was asked for.
CALL () {
  MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
  OPTIONAL MATCH (ed:Edition {dataset: $dataset})
  WHERE ed.id IS NOT NULL AND ed.rank IS NOT NULL
  WITH load, count(ed) = 0 AS by_year, coalesce(max(ed.rank), 0) AS last
  WITH load, by_year, last, toLower(trim(coalesce($within, CASE WHEN by_year THEN '12m' ELSE '1e' END))) AS text
  RETURN by_year, last, text ENDS WITH 'e' AS in_editions, toInteger(left(text, size(text) - 1)) * CASE WHEN text ENDS WITH 'm' THEN -1 ELSE 1 END AS length,
    duration.inDays(date('1970-01-01'), load.as_of_day).days AS today, load.as_of_rank AS latest
}
// The programs by name, and how many editions of each had begun at every rank.
CALL (last) {
  MATCH (program:Program {dataset: $dataset}) WHERE program.id IS NOT NULL
  CALL (program, last) {
    OPTIONAL MATCH (program)<-[:OF_PROGRAM]-(ed:Edition {dataset: $dataset})
    WITH DISTINCT ed.rank AS rank ORDER BY rank
    WITH collect(rank) AS ranks
    WITH [0] + ranks + [last + 1] AS ranks
    UNWIND range(0, size(ranks) - 2) AS number
    UNWIND range(toInteger(ranks[number]), toInteger(ranks[number + 1]) - 1) AS rank
    RETURN collect(number) AS begun
  }
  WITH program, begun ORDER BY program.name
  RETURN collect({node: program, begun: begun}) AS programs
}
// Everyone's first time at the source in each edition: place of the program, edition, time, rank.
CALL (programs, by_year) {
  UNWIND range(0, size(programs) - 1) AS place
  WITH place, programs[place].node AS program
  WHERE $source_program IS NULL OR program.name = $source_program
  MATCH (program)<-[:OF_PROGRAM]-(e:Engagement)
  WHERE e.counted
    AND ($source_role IS NULL OR e.role = $source_role)
    AND ($source_tier IS NULL OR EXISTS { (e)-[:AT_TIER]->(:Tier {id: $source_tier}) })
  OPTIONAL MATCH (e)-[:IN_EDITION]->(ed:Edition)
  WITH place, e, CASE WHEN by_year THEN toString(e.start.year) ELSE ed.name END AS edition, ed.name AS named
  WHERE edition IS NOT NULL AND ($source_edition IS NULL OR named = $source_edition)
  MATCH (e)<-[:MADE]-(p:Participant)
  WITH p, place, edition, min([e.place, e.time, CASE WHEN by_year THEN e.start.year ELSE e.rank END]) AS first
  RETURN p, collect([place, edition, first[1], first[2]]) AS starts
}
// Every time that they took the target.
CALL (p) {
  MATCH (p)-[:MADE]->(t:Engagement)
  WHERE t.counted
    AND ($target_role IS NULL OR t.role = $target_role)
    AND ($target_tier IS NULL OR EXISTS { (t)-[:AT_TIER]->(:Tier {id: $target_tier}) })
    AND ($target_edition IS NULL OR EXISTS { (t)-[:IN_EDITION]->(:Edition {name: $target_edition}) })
    AND ($target_program IS NULL OR EXISTS { (t)-[:OF_PROGRAM]->(:Program {name: $target_program}) })
  RETURN collect([t.time, t.rank]) AS targets
}
UNWIND starts AS start
WITH *, programs[start[0]].node.name AS program, programs[start[0]].begun AS begun, start[2] AS time, start[3] AS rank
WITH program, start[1] AS edition, rank,
  CASE WHEN length >= 0 THEN length ELSE duration.inDays(date('1970-01-01') + duration({days: time}), date('1970-01-01') + duration({days: time}) + duration({months: -length})).days END AS length,
  CASE WHEN in_editions THEN begun[latest] - begun[rank] ELSE today - time END AS available,
  [t IN targets | CASE WHEN in_editions THEN begun[t[1]] - begun[rank] ELSE t[0] - time END] AS gaps
WITH program, edition, rank,
  $already = 'include' OR none(gap IN gaps WHERE gap <= 0) AS kept,
  available >= length AS seen,
  any(gap IN gaps WHERE gap > 0 AND gap <= length) AS taken
WITH program, edition, min(rank) AS rank,
  count(CASE WHEN kept AND seen AND taken THEN 1 END) AS x,
  count(CASE WHEN kept AND seen THEN 1 END) AS n,
  count(CASE WHEN kept AND NOT seen THEN 1 END) AS not_yet_observable,
  count(CASE WHEN NOT kept THEN 1 END) AS already
RETURN program, edition, x, n, not_yet_observable, already, rank
ORDER BY rank, program, edition
