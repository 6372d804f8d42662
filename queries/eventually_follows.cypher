// question: eventually_follows
// measures: How many people come to each step some time after their first time at another, and how long that takes.
// definition: docs/measures.md#eventually-follows
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = "activity" — what a step is: activity, program, role, tier or edition
//   ties: STRING = "set" — set, or rank (a set is put in the order of its tiers); split is as set
//   horizon: STRING = null — how long people are watched, 12m, 90d or 1e; without one 12 months, or one edition where most engagements are known by their edition only
// columns:
//   source: STRING — the step
//   target: STRING — a step in any later step set
//   people: INTEGER — people who came to it
//   x: INTEGER — people of n who came to it by the cut-off
//   n: INTEGER — people first at the source at least one horizon before the cut-off
//   not_yet_observable: INTEGER — people first at the source later than that
//   median_days: FLOAT — days from the first time at the source to the first at the target after it
//   q1_days: FLOAT — lower quartile of the days
//   q3_days: FLOAT — upper quartile of the days
//   median_editions: FLOAT — editions of the source's program
// caveats: Rates and intervals are added in Python. Unknown words for by give no rows.
// minimal: 5.26
CYPHER 5
// A window of months is a negative length: it ends on the same day so many months later.
// Where the data set stands: its axis of time, its cut-off, its last edition, the window that was asked for.
CALL () {
  MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
  OPTIONAL MATCH (ed:Edition {dataset: $dataset}) WHERE ed.id IS NOT NULL
  WITH load, coalesce(max(ed.rank), 0) AS last
  WITH load, last, toLower(trim(coalesce($horizon, CASE WHEN load.mostly_editions THEN '1e' ELSE '12m' END))) AS text
  RETURN load.unit = 'day' AS by_day, last, load.as_of_rank AS latest, duration.inDays(date('1970-01-01'), load.as_of_day).days AS today,
    text ENDS WITH 'e' AS in_editions, toInteger(left(text, size(text) - 1)) * CASE WHEN text ENDS WITH 'm' THEN -1 ELSE 1 END AS length
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
// Each person's step sets in their order: number, steps, program, time, rank, and whether dated.
CALL (programs) {
  UNWIND range(0, size(programs) - 1) AS place
  WITH place, programs[place].node AS program
  MATCH (program)<-[:OF_PROGRAM]-(e:Engagement) WHERE e.counted
  MATCH (p:Participant)-[:MADE]->(e)
  WITH p, place, program, e {.activity, .program, .role, .tier, .edition, .step_set, .role_set, .tier_set, .edition_set, .time, .rank, .precision} AS e,
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
  WITH p, place, e, step, number WHERE step IS NOT NULL ORDER BY number
  WITH p, collect([number, [step], place, e.time, e.rank, e.precision <> 'edition']) AS rows
  WITH rows, [at IN range(0, size(rows) - 1) WHERE at = 0 OR rows[at][0] <> rows[at - 1][0]] AS starts
  RETURN CASE WHEN size(starts) = size(rows) THEN rows ELSE [nth IN range(0, size(starts) - 1) |
    reduce(own = rows[starts[nth]], row IN rows[starts[nth] + 1..coalesce(starts[nth + 1], size(rows))] | [row[0],
      CASE WHEN row[1][0] IN own[1] THEN own[1] ELSE own[1] + row[1] END,
      CASE WHEN row[2] < own[2] THEN row[2] ELSE own[2] END,
      CASE WHEN row[3] < own[3] THEN row[3] ELSE own[3] END,
      CASE WHEN row[4] < own[4] THEN row[4] ELSE own[4] END,
      own[5] AND row[5]])]
  END AS sets
}
WITH programs, by_day, sets, [own IN sets | CASE WHEN in_editions
  THEN programs[own[2]].begun[latest] - programs[own[2]].begun[own[4]] ELSE today - own[3] END >= CASE WHEN length >= 0 THEN length ELSE duration.inDays(date('1970-01-01') + duration({days: own[3]}), date('1970-01-01') + duration({days: own[3]}) + duration({months: -length})).days END] AS watched,
  reduce(names = [], own IN sets | names + [name IN own[1] WHERE NOT name IN names]) AS names
WITH programs, by_day, sets, watched, names,
  [name IN names | [at IN range(0, size(sets) - 1) WHERE name IN sets[at][1]]] AS visits
// Each person's first time at each step (no target), and the first time at each step after it.
UNWIND range(0, size(names) - 1) AS one
WITH programs, by_day, sets, names, visits, names[one] AS source, visits[one][0] AS at, watched[visits[one][0]] AS seen
UNWIND [[null, at]] + [other IN range(0, size(names) - 1) WHERE visits[other][-1] > at |
  [names[other], [visit IN visits[other] WHERE visit > at][0]]] AS way
WITH programs, by_day, sets, source, at, seen, way[0] AS target, way[1] AS then
WITH source, target, seen, by_day, programs[sets[at][2]].begun AS begun, sets[at] AS here, sets[then] AS there
WITH source, target, seen, CASE WHEN by_day AND here[5] AND there[5] THEN there[3] - here[3] END AS days,
  begun[there[4]] - begun[here[4]] AS editions
WITH source, target, count(*) AS people, count(CASE WHEN seen THEN 1 END) AS x,
  percentileCont(days, 0.5) AS median_days, percentileCont(days, 0.25) AS q1_days,
  percentileCont(days, 0.75) AS q3_days,
  percentileCont(editions, 0.5) AS median_editions
WITH source, max(CASE WHEN target IS NULL THEN x END) AS n, max(CASE WHEN target IS NULL THEN people - x END) AS not_yet_observable,
  collect({target: target, people: people,
  x: x, median_days: median_days, q1_days: q1_days, q3_days: q3_days,
  median_editions: median_editions}) AS rows
UNWIND rows AS row
WITH source, n, not_yet_observable, row WHERE row.target IS NOT NULL
RETURN source, row.target AS target, row.people AS people, row.x AS x, n,
  not_yet_observable, row.median_days AS median_days, row.q1_days AS q1_days,
  row.q3_days AS q3_days, row.median_editions AS median_editions
ORDER BY people DESC, source, target
