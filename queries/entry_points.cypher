// question: entry_points
// measures: Where people begin: of everyone, the share who have each step in their first step set.
// definition: docs/measures.md#entry-points
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = "activity" — what a step is: activity, program, role, tier or edition
//   ties: STRING = "set" — set and split (all steps of the first set count) or rank (the step of the lowest tier)
//   window: STRING = null — the first and the last day that count, 2018-01-01..2018-06-30; in a record of editions without dates two names of editions
// columns:
//   step: STRING — a step that somebody began with
//   x: INTEGER — people of n who began with it
//   n: INTEGER — people with a step at this level whose first engagement falls in the window
//   not_yet_observable: INTEGER — 0, a beginning takes no follow-up
//   x_certain: INTEGER — the same of people whose history cannot have begun before the data
//   n_certain: INTEGER — those people
// caveats: Rates and intervals are added in Python. Where a first set holds several steps each counts, so that shares can add to more than 1.
// minimal: 5.26
CYPHER 5
// The axis of time, when the data begin, and the window on that axis.
CALL () {
  MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
  OPTIONAL MATCH (e:Engagement {dataset: $dataset}) WHERE e.id IS NOT NULL AND e.counted
  WITH load, min(e.time) AS time, min(e.rank) AS rank
  WITH load.unit = 'day' AS by_day, load.mostly_editions AS by_edition, time, rank,
    [end IN split(coalesce($window, '..'), '..') | trim(end)] AS ends
  OPTIONAL MATCH (edition:Edition {dataset: $dataset}) WHERE edition.id IS NOT NULL AND NOT by_day
  WITH by_day, by_edition, time, rank, ends,
    min(CASE WHEN edition.name = ends[0] THEN edition.rank END) AS lowest,
    max(CASE WHEN edition.name = ends[1] THEN edition.rank END) AS highest
  RETURN by_edition, time + 90 AS surely, CASE WHEN rank > 1 THEN rank ELSE 1 END AS early,
    CASE
      WHEN ends[0] = '' THEN -1000000000
      WHEN by_day THEN duration.inDays(date('1970-01-01'), date(left(ends[0], 10))).days
      ELSE lowest
    END AS low,
    CASE
      WHEN ends[1] = '' THEN 1000000000
      WHEN by_day THEN duration.inDays(date('1970-01-01'), date(left(ends[1], 10))).days
      ELSE highest
    END AS high
}
// The programs.
CALL (by_edition) {
  MATCH (program:Program {dataset: $dataset}) WHERE program.id IS NOT NULL
  WITH program ORDER BY program.name
  RETURN collect({node: program}) AS programs
}
// Each person's first engagement of any kind, and the steps of their first step set.
CALL (programs) {
  UNWIND range(0, size(programs) - 1) AS place
  WITH place, programs[place].node AS program
  MATCH (program)<-[:OF_PROGRAM]-(e:Engagement) WHERE e.counted
  MATCH (p:Participant)-[:MADE]->(e)
  WITH place, program, e, p,
    CASE WHEN $by = 'tier' OR $ties = 'rank' THEN [(e)-[:AT_TIER]->(t:Tier) | t][0] END AS tier
  WITH p, place, e, 
    e[$by] AS step,
    CASE $ties WHEN 'rank' THEN coalesce(tier.rank + 1, 0) ELSE 0 END + 1000 *
    CASE $by
      WHEN 'role' THEN coalesce(e.role_set, e.step_set)
      WHEN 'tier' THEN coalesce(e.tier_set, e.step_set)
      WHEN 'edition' THEN coalesce(e.edition_set, e.step_set)
      ELSE e.step_set
    END AS number
  WITH p, min(e.time) AS time, min(e.rank) AS rank,
    min(CASE WHEN step IS NULL THEN null ELSE number END) AS first,
    collect(CASE WHEN step IS NULL THEN null ELSE [number, step] END) AS own
  WHERE first IS NOT NULL
  UNWIND own AS each
  WITH p, time, rank, first, each WHERE each[0] = first
  RETURN p, time, rank, collect(DISTINCT each[1]) AS steps
}
WITH steps, low <= time <= high AS inside,
  CASE WHEN by_edition THEN rank > early ELSE time >= surely END AS certain
UNWIND range(0, size(steps) - 1) AS nth
WITH steps[nth] AS step, inside, inside AND certain AS sure, nth = 0 AS once
WITH step, sum(CASE WHEN inside THEN 1 ELSE 0 END) AS x, sum(CASE WHEN sure THEN 1 ELSE 0 END) AS sure_x,
  sum(CASE WHEN inside AND once THEN 1 ELSE 0 END) AS n,
  sum(CASE WHEN sure AND once THEN 1 ELSE 0 END) AS sure_n
WITH collect({step: step, x: x, x_certain: sure_x}) AS rows, sum(n) AS n, sum(sure_n) AS n_certain
UNWIND rows AS row
WITH row, n, n_certain WHERE row.x > 0
RETURN row.step AS step, row.x AS x, n, 0 AS not_yet_observable, row.x_certain AS x_certain, n_certain
ORDER BY x DESC, step
