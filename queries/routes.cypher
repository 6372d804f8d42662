// question: routes
// measures: How many people have gone through each sequence of step sets, the source and the target among the steps, and from which of them on they could be watched.
// definition: docs/measures.md#routes
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = "activity" — what the steps in between are: activity, program, role, tier or edition
//   horizon: STRING = null — how long people are watched, 12m, 90d or 1e; without one 12 months, or one edition where most engagements have no date
//   source_role: STRING = null — the step to start from, without one anywhere: its role; null for any
//   source_program: STRING = null — its program; null for any
//   source_tier: STRING = null — its tier; null for any
//   source_edition: STRING = null — its edition; null for any
//   target_role: STRING = null — the step to get to: its role; null for any
//   target_program: STRING = null — its program; null for any
//   target_tier: STRING = null — its tier; null for any
//   target_edition: STRING = null — its edition; null for any
// columns:
//   sets: LIST<LIST<STRING>> — the steps of each set, set after set; (source) and (target) stand for these two
//   watched: LIST<BOOLEAN> — of each set, whether it lies at least one horizon before the cut-off
//   both: INTEGER — engagements of these people that are source and target at once, and taken as target
//   people: INTEGER — how many people have this sequence
// caveats: These are the counts that Python goes on from: the moves with their people, the likeliest route (shortest path on -log of the shares), the widest one, and who went along them. Ties other than set run in Python.
// minimal: 5.26
CYPHER 5
// A window of months is a negative length: it ends on the same day so many months later.
// Where the data set stands: its cut-off, its last edition, the window that was asked for.
CALL () {
  MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
  OPTIONAL MATCH (ed:Edition {dataset: $dataset}) WHERE ed.id IS NOT NULL
  WITH load, coalesce(max(ed.rank), 0) AS last
  WITH load, last, toLower(trim(coalesce($horizon, CASE WHEN load.mostly_editions THEN '1e' ELSE '12m' END))) AS text
  RETURN last, load.as_of_rank AS latest, duration.inDays(date('1970-01-01'), load.as_of_day).days AS today,
    text ENDS WITH 'e' AS in_editions, toInteger(left(text, size(text) - 1)) * CASE WHEN text ENDS WITH 'm' THEN -1 ELSE 1 END AS length,
    coalesce($source_role, $source_program, $source_tier, $source_edition) IS NOT NULL AS begins
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
// Each person's step sets in their order: number, steps, place of the program, time and rank.
CALL (programs, begins) {
  UNWIND range(0, size(programs) - 1) AS place
  WITH begins, place, programs[place].node AS program
  MATCH (program)<-[:OF_PROGRAM]-(e:Engagement) WHERE e.counted
  OPTIONAL MATCH (e)-[:IN_EDITION]->(ed:Edition)
  MATCH (p:Participant)-[:MADE]->(e)
  WITH p, place, program, ed, e {.activity, .program, .role, .tier, .edition, .step_set, .role_set, .tier_set, .edition_set, .time, .rank} AS e,
    CASE WHEN $by = 'tier' OR $target_tier IS NOT NULL OR $source_tier IS NOT NULL THEN [(e)-[:AT_TIER]->(t:Tier) | t][0] END AS tier
  WITH p, e, place,
    coalesce(($target_role IS NULL OR e.role = $target_role) AND ($target_program IS NULL OR program.name = $target_program)
      AND ($target_tier IS NULL OR tier.id = $target_tier) AND ($target_edition IS NULL OR ed.name = $target_edition), false) AS at_target,
    coalesce(begins AND ($source_role IS NULL OR e.role = $source_role) AND ($source_program IS NULL OR program.name = $source_program)
      AND ($source_tier IS NULL OR tier.id = $source_tier) AND ($source_edition IS NULL OR ed.name = $source_edition), false) AS at_source,
    e[$by] AS usual,
    CASE $by
      WHEN 'role' THEN coalesce(e.role_set, e.step_set)
      WHEN 'tier' THEN coalesce(e.tier_set, e.step_set)
      WHEN 'edition' THEN coalesce(e.edition_set, e.step_set)
      ELSE e.step_set END AS number
  WITH p, e, place, number, at_source AND at_target AS both,
    CASE WHEN at_target THEN '(target)' WHEN at_source THEN '(source)' ELSE usual END AS step
  WHERE step IS NOT NULL
  ORDER BY number, step
  WITH p, collect([number, [step], place, e.time, e.rank]) AS rows, count(CASE WHEN both THEN 1 END) AS both
  WITH both, rows, [at IN range(0, size(rows) - 1) WHERE at = 0 OR rows[at][0] <> rows[at - 1][0]] AS starts
  RETURN both, CASE WHEN size(starts) = size(rows) THEN rows ELSE [nth IN range(0, size(starts) - 1) |
    reduce(own = rows[starts[nth]], row IN rows[starts[nth] + 1..coalesce(starts[nth + 1], size(rows))] | [row[0],
      CASE WHEN row[1][0] IN own[1] THEN own[1] ELSE own[1] + row[1] END,
      CASE WHEN row[2] < own[2] THEN row[2] ELSE own[2] END,
      CASE WHEN row[3] < own[3] THEN row[3] ELSE own[3] END,
      CASE WHEN row[4] < own[4] THEN row[4] ELSE own[4] END])]
  END AS sets
}
WITH both, [own IN sets | own[1]] AS sets, [own IN sets |
  CASE WHEN in_editions THEN programs[own[2]].begun[latest] - programs[own[2]].begun[own[4]] ELSE today - own[3] END >= CASE WHEN length >= 0 THEN length ELSE duration.inDays(date('1970-01-01') + duration({days: own[3]}), date('1970-01-01') + duration({days: own[3]}) + duration({months: -length})).days END] AS watched
RETURN sets, watched, both, count(*) AS people
ORDER BY people DESC, sets, watched, both
