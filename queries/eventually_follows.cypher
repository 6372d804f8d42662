// question: eventually_follows
// measures: How many people come to each step some time after their first time at another, and how long that takes.
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = "activity" — what a step is: activity, program, role, tier or edition
//   ties: STRING = "set" — set, or rank (a set is put in the order of its tiers); split is as set
//   horizon: STRING = null — how long people are watched, 365d or 1e; without one 12 months, or one edition where most engagements are known by their edition only
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
// Where the data set stands: its axis of time, its cut-off, the window that was asked for.
CALL () {
  MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
  WITH load, coalesce($horizon, CASE WHEN load.mostly_editions THEN '1e' ELSE '365d' END) AS horizon
  WITH load, toLower(right(horizon, 1)) = 'd' AS in_days, toInteger(left(horizon, size(horizon) - 1)) AS length
  RETURN load.unit = 'day' AS by_day, in_days, length, load.as_of_rank AS now,
    duration.inDays(date('1970-01-01'), load.as_of_day).days - length AS last_day
}
// The editions of each program, and the last one that everybody could be watched after.
CALL (length, now) {
  MATCH (program:Program {dataset: $dataset}) WHERE program.id IS NOT NULL
  OPTIONAL MATCH (program)<-[:OF_PROGRAM]-(edition:Edition)
  WITH program, length, now, edition.rank AS rank ORDER BY rank DESC
  WITH program, length, now, collect(DISTINCT rank) AS ranks
  WITH program, ranks, [rank IN ranks WHERE rank <= now][length - 1] AS limit,
    EXISTS { (program)<-[:OF_PROGRAM]-(:Engagement {counted: true}) }
    OR EXISTS { (program)<-[:OF_PROGRAM]-(:Edition)<-[:IN_EDITION]-(:Engagement {counted: true}) } AS used
  ORDER BY program.name
  RETURN collect({node: program, ranks: ranks, limit: limit}) AS programs,
    sum(CASE WHEN used THEN 1 ELSE 0 END) < 2 AS alone
}
// Each person's step sets in their order: number, steps, program, time, rank, and whether dated.
CALL (programs, alone) {
  UNWIND range(0, size(programs) - 1) AS place
  WITH place, programs[place].node AS program
  CALL (program) {
    MATCH (program)<-[:OF_PROGRAM]-(e:Engagement) WHERE e.counted
    RETURN e, null AS edition
    UNION ALL
    MATCH (program)<-[:OF_PROGRAM]-(at:Edition)<-[:IN_EDITION]-(e:Engagement) WHERE e.counted
    RETURN e, at.name AS edition
  }
  MATCH (p:Participant)-[:MADE]->(e)
  WITH place, program, e, edition, p,
    CASE WHEN $by = 'tier' OR $ties = 'rank' THEN [(e)-[:AT_TIER]->(t:Tier) | t][0] END AS tier
  WITH p, place, e,
    CASE $by
      WHEN 'activity' THEN program.name + coalesce(': ' + e.role, '')
      WHEN 'program' THEN program.name
      WHEN 'role' THEN e.role
      WHEN 'tier' THEN tier.id
      WHEN 'edition' THEN CASE WHEN alone THEN edition ELSE program.name + ' ' + edition END
    END AS step,
    CASE $ties WHEN 'rank' THEN coalesce(tier.rank + 1, 0) ELSE 0 END + 1000 *
    CASE $by
      WHEN 'role' THEN coalesce(e.role_set, e.step_set)
      WHEN 'tier' THEN coalesce(e.tier_set, e.step_set)
      WHEN 'edition' THEN coalesce(e.edition_set, e.step_set)
      ELSE e.step_set
    END AS number
  WITH p, place, e, step, number WHERE step IS NOT NULL ORDER BY number
  WITH p, collect([number, step, place, e.time, e.rank, e.precision <> 'edition']) AS rows
  RETURN p, reduce(sets = [], row IN rows | CASE
    WHEN size(sets) = 0 OR sets[-1][0] <> row[0] THEN sets + [[row[0], [row[1]], row[2], row[3], row[4], row[5]]]
    ELSE sets[..-1] + [[own IN sets[-1..] | [row[0],
      CASE WHEN row[1] IN own[1] THEN own[1] ELSE own[1] + row[1] END,
      CASE WHEN row[2] < own[2] THEN row[2] ELSE own[2] END,
      CASE WHEN row[3] < own[3] THEN row[3] ELSE own[3] END,
      CASE WHEN row[4] < own[4] THEN row[4] ELSE own[4] END,
      own[5] AND row[5]]][0]]
  END) AS sets
}
WITH p, programs, by_day, sets, [own IN sets | CASE WHEN in_days THEN own[3] <= last_day
  ELSE coalesce(own[4] < programs[own[2]].limit, false) END] AS watched
// Each person's first time at each step, and the first time at each step in the sets after it.
UNWIND range(0, size(sets) - 1) AS at
UNWIND sets[at][1] AS source
WITH p, programs, by_day, sets, watched, at, source
WHERE none(earlier IN sets[..at] WHERE source IN earlier[1])
WITH p, programs, by_day, sets, watched[at] AS seen, sets[at] AS here, source,
  reduce(found = [], n IN range(at + 1, size(sets) - 1) | found +
    [step IN sets[n][1] WHERE none(one IN sets[at + 1..n] WHERE step IN one[1]) | [step, n]]) AS after
UNWIND range(0, CASE WHEN size(after) > 0 THEN size(after) - 1 ELSE 0 END) AS nth
WITH p, programs, by_day, seen, here, source, nth, after[nth][0] AS target,
  CASE WHEN size(after) > 0 THEN sets[after[nth][1]] END AS there
WITH p, source, target, seen, CASE WHEN nth = 0 THEN seen END AS begun,
  CASE WHEN by_day AND here[5] AND there[5] THEN there[3] - here[3] END AS days,
  CASE
    WHEN there[4] = here[4] THEN 0
    WHEN there[4] > here[4] THEN size([r IN programs[here[2]].ranks WHERE here[4] < r <= there[4]])
    ELSE -size([r IN programs[here[2]].ranks WHERE there[4] < r <= here[4]])
  END AS editions, there IS NOT NULL AS came
WITH source, target, count(DISTINCT p) AS people, count(DISTINCT CASE WHEN seen THEN p END) AS x,
  sum(CASE WHEN begun THEN 1 ELSE 0 END) AS n, sum(CASE WHEN NOT begun THEN 1 ELSE 0 END) AS later,
  percentileCont(days, 0.5) AS median_days, percentileCont(days, 0.25) AS q1_days,
  percentileCont(days, 0.75) AS q3_days,
  percentileCont(CASE WHEN came THEN editions END, 0.5) AS median_editions
WITH source, sum(n) AS n, sum(later) AS not_yet_observable, collect({target: target, people: people,
  x: x, median_days: median_days, q1_days: q1_days, q3_days: q3_days,
  median_editions: median_editions}) AS rows
UNWIND rows AS row
WITH source, n, not_yet_observable, row WHERE row.target IS NOT NULL
RETURN source, row.target AS target, row.people AS people, row.x AS x, n,
  not_yet_observable, row.median_days AS median_days, row.q1_days AS q1_days,
  row.q3_days AS q3_days, row.median_editions AS median_editions
ORDER BY people DESC, source, target
