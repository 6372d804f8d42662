// question: paths
// measures: Which whole sequences of steps people have taken up to now, and how many people took each.
// definition: docs/measures.md#paths
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = "activity" — what a step is: activity, program, role, tier or edition
//   ties: STRING = "set" — set and split (what nothing orders is one step set) or rank (a set is put in the order of its tiers)
//   collapse: BOOLEAN = false — whether the same step set again and again is one
//   limit: INTEGER = null — how many paths to list; all by default
// columns:
//   path: STRING — step sets joined by " > ", steps that nothing orders by " + "
//   people: INTEGER — people whose whole path this is
//   share: FLOAT — of everyone, 0 to 1
//   x: INTEGER — the same as people
//   n: INTEGER — everyone with at least one counted step at this level
//   not_yet_observable: INTEGER — 0, nobody is left out of n
//   still_inside: INTEGER — people whose last step is less than a window before the cut-off
//   steps: INTEGER — step sets in the path
// caveats: Cumulative shares, rates and intervals are added in Python. The window is 12 months, or one edition where most engagements are known by their edition only.
// minimal: 5.26
CYPHER 5
// A window of months is a negative length: it ends on the same day so many months later.
// Where the data set stands: its cut-off, its last edition, the usual window.
CALL () {
  MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
  OPTIONAL MATCH (ed:Edition {dataset: $dataset}) WHERE ed.id IS NOT NULL
  WITH load, coalesce(max(ed.rank), 0) AS last
  WITH load, last, load.mostly_editions AS in_editions
  RETURN last, load.as_of_rank AS latest, duration.inDays(date('1970-01-01'), load.as_of_day).days AS today,
    in_editions, CASE WHEN in_editions THEN 1 ELSE -12 END AS length
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
// Each person's step sets in their order: number, steps, program, time and rank.
CALL (programs) {
  UNWIND range(0, size(programs) - 1) AS place
  WITH place, programs[place].node AS program
  MATCH (program)<-[:OF_PROGRAM]-(e:Engagement) WHERE e.counted
  MATCH (p:Participant)-[:MADE]->(e)
  WITH p, place, program, e {.activity, .program, .role, .tier, .edition, .step_set, .role_set, .tier_set, .edition_set, .time, .rank} AS e,
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
  WITH p, collect([number, [step], place, e.time, e.rank]) AS rows
  WITH rows, [at IN range(0, size(rows) - 1) WHERE at = 0 OR rows[at][0] <> rows[at - 1][0]] AS starts
  RETURN CASE WHEN size(starts) = size(rows) THEN rows ELSE [nth IN range(0, size(starts) - 1) |
    reduce(own = rows[starts[nth]], row IN rows[starts[nth] + 1..coalesce(starts[nth + 1], size(rows))] | [row[0],
      CASE WHEN row[1][0] IN own[1] THEN own[1] ELSE own[1] + row[1] END,
      CASE WHEN row[2] < own[2] THEN row[2] ELSE own[2] END,
      CASE WHEN row[3] < own[3] THEN row[3] ELSE own[3] END,
      CASE WHEN row[4] < own[4] THEN row[4] ELSE own[4] END])]
  END AS sets
}
// The steps of a set in the order of the alphabet, joined.
WITH programs, in_editions, latest, today, length, sets[-1] AS last, [own IN sets | CASE
    WHEN size(own[1]) = 1 THEN own[1][0]
    ELSE reduce(name = null, nth IN range(0, size(own[1]) - 1) |
      coalesce(name + ' + ', '') + [one IN own[1] WHERE size([other IN own[1] WHERE other < one]) = nth][0])
  END] AS names
WITH programs, in_editions, latest, today, length, last, CASE WHEN $collapse
    THEN [at IN range(0, size(names) - 1) WHERE at = 0 OR names[at] <> names[at - 1] | names[at]]
    ELSE names
  END AS names
WITH reduce(path = names[0], more IN tail(names) | path + ' > ' + more) AS path, size(names) AS steps,
  CASE WHEN in_editions THEN programs[last[2]].begun[latest] - programs[last[2]].begun[last[4]]
    ELSE today - last[3] END >= CASE WHEN length >= 0 THEN length ELSE duration.inDays(date('1970-01-01') + duration({days: last[3]}), date('1970-01-01') + duration({days: last[3]}) + duration({months: -length})).days END AS watched
WITH path, steps, count(*) AS people, sum(CASE WHEN watched THEN 0 ELSE 1 END) AS still_inside
// In order before they are gathered: sorted afterwards, each row would be charged with all rows.
ORDER BY people DESC, path
WITH collect({path: path, steps: steps, people: people, still_inside: still_inside}) AS rows,
  sum(people) AS n
UNWIND rows[..coalesce($limit, size(rows))] AS row
RETURN row.path AS path, row.people AS people, 1.0 * row.people / n AS share, row.people AS x, n,
  0 AS not_yet_observable, row.still_inside AS still_inside, row.steps AS steps
