// question: transitions
// measures: How many people go from each step straight to each next one, and how long they take.
// definition: docs/measures.md#transitions
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = "activity" — what a step is: activity, program, role, tier or edition
//   ties: STRING = "set" — set (every pair counts), split (pairs between two sets share one move) or rank (a set is put in the order of its tiers)
//   horizon: STRING = null — how long people are watched, 12m, 90d or 1e; without one 12 months, or one edition where most engagements are known by their edition only
// columns:
//   source: STRING — the step, or (start)
//   target: STRING — the next step, or (end)
//   moves: INTEGER — how often the move was made; FLOAT where ties are split
//   people: INTEGER — different people who made it
//   x: INTEGER — people of n who made it by the cut-off; to (end), those watched for a horizon since that as well
//   n: INTEGER — people first at the source at least one horizon before the cut-off
//   not_yet_observable: INTEGER — people first at the source later than that
//   median_days: FLOAT — days between dated engagements
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
  THEN programs[own[2]].begun[latest] - programs[own[2]].begun[own[4]] ELSE today - own[3] END >= CASE WHEN length >= 0 THEN length ELSE duration.inDays(date('1970-01-01') + duration({days: own[3]}), date('1970-01-01') + duration({days: own[3]}) + duration({months: -length})).days END] AS watched
// From the start (-1) and from each set to the next one, or to the end.
UNWIND range(-1, size(sets) - 1) AS at
WITH programs, by_day, sets, watched, at, CASE WHEN at >= 0 THEN sets[at] END AS here, sets[at + 1] AS there
UNWIND CASE WHEN at < 0 THEN ['(start)'] ELSE here[1] END AS source
WITH programs, by_day, sets, watched, at, here, there, source, coalesce(there[1], ['(end)']) AS targets,
  CASE WHEN at < 1 THEN at ELSE [n IN range(0, at) WHERE source IN sets[n][1]][0] END AS first
WITH programs, by_day, sets, at, here, there, source, targets, first,
  at >= 0 AND there IS NOT NULL AS inner, first < 0 OR watched[first] AS seen,
  (first < 0 OR watched[first]) AND (there IS NOT NULL OR watched[at]) AS counts
UNWIND range(0, size(targets) - 1) AS nth
// A person counts once for a move: at its first time.
WITH source, targets[nth] AS target, counts, CASE WHEN nth = 0 AND first = at THEN seen END AS begun,
  first = at OR there IS NULL OR none(n IN range(first, at - 1)
    WHERE source IN sets[n][1] AND targets[nth] IN sets[n + 1][1]) AS anew,
  CASE WHEN inner AND $ties = 'split' AND size(here[1]) * size(targets) > 1
    THEN 1.0 / (size(here[1]) * size(targets)) ELSE 1 END AS weight,
  CASE WHEN inner AND by_day AND here[5] AND there[5] THEN there[3] - here[3] END AS days,
  CASE WHEN inner THEN programs[here[2]].begun[there[4]] - programs[here[2]].begun[here[4]] END AS editions
WITH source, target, sum(weight) AS moves, sum(CASE WHEN anew THEN 1 ELSE 0 END) AS people,
  sum(CASE WHEN anew AND counts THEN 1 ELSE 0 END) AS x,
  sum(CASE WHEN begun THEN 1 ELSE 0 END) AS n, sum(CASE WHEN NOT begun THEN 1 ELSE 0 END) AS later,
  percentileCont(days, 0.5) AS median_days, percentileCont(days, 0.25) AS q1_days,
  percentileCont(days, 0.75) AS q3_days, percentileCont(editions, 0.5) AS median_editions
WITH source, sum(n) AS n, sum(later) AS not_yet_observable, collect({target: target, moves: moves,
  people: people, x: x, median_days: median_days, q1_days: q1_days, q3_days: q3_days,
  median_editions: median_editions}) AS rows
UNWIND rows AS row
RETURN source, row.target AS target, row.moves AS moves, row.people AS people, row.x AS x, n,
  not_yet_observable, row.median_days AS median_days, row.q1_days AS q1_days,
  row.q3_days AS q3_days, row.median_editions AS median_editions
ORDER BY people DESC, source, target
