// question: next_steps
// measures: What people did next after their first time at a step, how long that took, and how long they could be watched.
// definition: docs/measures.md#next-steps
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = "activity" — what a next step is: activity, program, role, tier or edition
//   order: INTEGER = 1 — 2 tells people apart by the step before as well
//   horizon: STRING = null — how long people are watched, 12m, 90d or 1e; without one 12 months, or one edition where most engagements have no date
//   after_role: STRING = null — the one step to start from: its role; null for any
//   after_program: STRING = null — its program; null for any
//   after_tier: STRING = null — its tier; null for any
//   after_edition: STRING = null — its edition; null for any
// columns:
//   previous: STRING — the step set before, null for none; only with order 2
//   source: STRING — the step that people were at for the first time
//   next: STRING — their next step set, steps that nothing orders joined by +; null for none so far
//   within: BOOLEAN — whether that was within the horizon
//   watched: BOOLEAN — whether they were at the source at least one horizon before the cut-off
//   people: INTEGER — how many people are so
//   times: LIST<INTEGER> — until the next step of each of them, or else until the cut-off; in days, or in editions where the horizon is in editions
//   median_days: FLOAT — days to the next step, of those with dates for both
//   median_editions: FLOAT — editions of the source's program to the next step
// caveats: These are counts: n is the people of all rows that are watched, x those of them with the next step within the horizon; no further step is the rest. Python goes on to the cumulative incidence (Aalen–Johansen). Ties other than set run in Python.
// minimal: 5.26
CYPHER 5
// A window of months is a negative length: it ends on the same day so many months later.
// Where the data set stands: its axis of time, its cut-off, its last edition, the window that was asked for.
CALL () {
  MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
  OPTIONAL MATCH (ed:Edition {dataset: $dataset}) WHERE ed.id IS NOT NULL
  WITH load, coalesce(max(ed.rank), 0) AS last
  WITH load, last, toLower(trim(coalesce($horizon, CASE WHEN load.mostly_editions THEN '1e' ELSE '12m' END))) AS text
  RETURN load.unit = 'day' AS by_day, last, load.as_of_rank AS latest,
    duration.inDays(date('1970-01-01'), load.as_of_day).days AS today,
    text ENDS WITH 'e' AS in_editions, toInteger(left(text, size(text) - 1)) * CASE WHEN text ENDS WITH 'm' THEN -1 ELSE 1 END AS length,
    reduce(name = null, part IN [part IN [$after_program, $after_role, $after_tier, $after_edition] WHERE part IS NOT NULL] |
      coalesce(name + ': ', '') + part) AS after
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
// Each person's step sets in their order: number, name, steps, place of the program, time, rank,
// whether dated, and whether it is the step asked for.
CALL (programs, after) {
  UNWIND range(0, size(programs) - 1) AS place
  WITH after, place, programs[place].node AS program
  MATCH (program)<-[:OF_PROGRAM]-(e:Engagement) WHERE e.counted
  OPTIONAL MATCH (e)-[:IN_EDITION]->(ed:Edition)
  MATCH (p:Participant)-[:MADE]->(e)
  WITH p, place, program, ed, e {.activity, .program, .role, .tier, .edition, .step_set, .role_set, .tier_set, .edition_set, .time, .rank, .precision} AS e,
    CASE WHEN $by = 'tier' OR $after_tier IS NOT NULL THEN [(e)-[:AT_TIER]->(t:Tier) | t][0] END AS tier
  WITH p, e, place,
    e[$by] AS step,
    CASE $by
      WHEN 'role' THEN coalesce(e.role_set, e.step_set)
      WHEN 'tier' THEN coalesce(e.tier_set, e.step_set)
      WHEN 'edition' THEN coalesce(e.edition_set, e.step_set)
      ELSE e.step_set END AS number,
    coalesce(after IS NOT NULL AND ($after_role IS NULL OR e.role = $after_role) AND ($after_program IS NULL OR program.name = $after_program)
      AND ($after_tier IS NULL OR tier.id = $after_tier) AND ($after_edition IS NULL OR ed.name = $after_edition), false) AS asked
  WHERE step IS NOT NULL
  ORDER BY number, step
  WITH p, collect([number, step, [step], place, e.time, e.rank, e.precision <> 'edition', asked]) AS rows
  WITH rows, [at IN range(0, size(rows) - 1) WHERE at = 0 OR rows[at][0] <> rows[at - 1][0]] AS starts
  RETURN CASE WHEN size(starts) = size(rows) THEN rows ELSE [nth IN range(0, size(starts) - 1) |
    reduce(own = rows[starts[nth]], row IN rows[starts[nth] + 1..coalesce(starts[nth + 1], size(rows))] | [row[0],
      CASE WHEN row[1] IN own[2] THEN own[1] ELSE own[1] + ' + ' + row[1] END,
      CASE WHEN row[1] IN own[2] THEN own[2] ELSE own[2] + row[1] END,
      CASE WHEN row[3] < own[3] THEN row[3] ELSE own[3] END,
      CASE WHEN row[4] < own[4] THEN row[4] ELSE own[4] END,
      CASE WHEN row[5] < own[5] THEN row[5] ELSE own[5] END,
      own[6] AND row[6], own[7] OR row[7]])]
  END AS sets
}
// The first time at each step, and what came next.
UNWIND range(0, size(sets) - 1) AS at
WITH sets, at, sets[at] AS since, sets[at + 1] AS then, programs, by_day, in_editions, length, today, latest, after
UNWIND CASE WHEN after IS NULL THEN since[2] WHEN since[7] THEN [after] ELSE [] END AS source
WITH sets, at, since, then, source, programs[since[3]].begun AS begun, by_day, in_editions, length, today, latest, after
WHERE none(earlier IN sets[..at] WHERE CASE WHEN after IS NULL THEN source IN earlier[2] ELSE earlier[7] END)
WITH CASE WHEN $order = 2 AND at > 0 THEN sets[at - 1][1] END AS previous, source, then[1] AS next, in_editions,
  CASE WHEN length >= 0 THEN length ELSE duration.inDays(date('1970-01-01') + duration({days: since[4]}), date('1970-01-01') + duration({days: since[4]}) + duration({months: -length})).days END AS own, CASE WHEN length < 0 THEN -length * 365 / 12 END AS nominal,
  CASE WHEN in_editions THEN begun[latest] - begun[since[5]] ELSE today - since[4] END AS available,
  then[4] - since[4] AS took, begun[then[5]] - begun[since[5]] AS editions, by_day AND since[6] AND then[6] AS dated
// The one day on which a window may close counts as its last, so that everybody's has one length.
WITH previous, source, next, available >= own AS watched, CASE WHEN in_editions THEN editions ELSE took END <= own AS inside,
  CASE WHEN next IS NULL THEN CASE WHEN nominal IS NULL THEN available WHEN available >= own THEN CASE WHEN available > nominal THEN available ELSE nominal END ELSE CASE WHEN available < nominal THEN available ELSE nominal - 1 END END
    WHEN in_editions THEN editions ELSE CASE WHEN nominal IS NULL OR took IS NULL THEN took WHEN took <= own THEN CASE WHEN took < nominal THEN took ELSE nominal END ELSE CASE WHEN took > nominal THEN took ELSE nominal + 1 END END END AS time,
  CASE WHEN dated THEN took END AS days, editions
WITH previous, source, next, watched, next IS NOT NULL AND inside AS within,
  count(*) AS people, collect(CASE WHEN time < 0 THEN 0 ELSE time END) AS times,
  percentileCont(days, 0.5) AS median_days, percentileCont(editions, 0.5) AS median_editions
RETURN previous, source, next, within, watched, people, times, median_days, median_editions
ORDER BY source, previous, next, within, watched
