// question: competing_steps
// measures: So long after a first time at a step, who has the rival step, who has the target, and who of those without it reaches it later.
// definition: docs/measures.md#competing-steps
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   horizon: STRING = null — how long people are watched, 12m, 90d or 1e; without one 12 months, or two editions where most engagements are known by their edition only
//   landmark: STRING = null — when they are looked at, 90, 90d or 1e; without one 90 days, or one edition
//   after_role: STRING = null — where people start from, by default anything: its role; null for any
//   after_program: STRING = null — its program; null for any
//   after_tier: STRING = null — its tier; null for any
//   after_edition: STRING = null — its edition; null for any
//   target_role: STRING = null — the step that is hoped for: its role; null for any
//   target_program: STRING = null — its program; null for any
//   target_tier: STRING = null — its tier; null for any
//   target_edition: STRING = null — its edition; null for any
//   rival_role: STRING = null — the step that may take its place: its role; null for any
//   rival_program: STRING = null — its program; null for any
//   rival_tier: STRING = null — its tier; null for any
//   rival_edition: STRING = null — its edition; null for any
// columns:
//   had_target: BOOLEAN — had the target by the landmark, or before
//   rival: BOOLEAN — had the rival by the landmark, or before
//   watched: BOOLEAN — at the start at least one horizon before the cut-off
//   x: BOOLEAN — reach the target after the landmark, within the horizon
//   people: INTEGER — how many people are so
// caveats: Without a target and a rival the question is which next step leads, and its counts are those of next_steps. Python makes one row of these, with ratio, difference and intervals.
// minimal: 5.26
CYPHER 5
// A window of months is a negative length: it ends on the same day so many months later.
// Where the data set stands: its cut-off, its last edition, the windows that were asked for.
CALL () {
  MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
  OPTIONAL MATCH (ed:Edition {dataset: $dataset}) WHERE ed.id IS NOT NULL
  WITH load, coalesce(max(ed.rank), 0) AS last
  WITH load, last, toLower(trim(coalesce($horizon, CASE WHEN load.mostly_editions THEN '2e' ELSE '12m' END))) AS text
  WITH load, last, text, text ENDS WITH 'e' AS in_editions
  WITH *, toLower(trim(coalesce($landmark, CASE WHEN in_editions THEN '1e' ELSE '90' END))) AS early
  RETURN last, in_editions, toInteger(left(text, size(text) - 1)) * CASE WHEN text ENDS WITH 'm' THEN -1 ELSE 1 END AS length,
    toInteger(CASE WHEN right(early, 1) IN ['d', 'e'] THEN left(early, size(early) - 1) ELSE early END) AS day,
    load.as_of_rank AS latest, duration.inDays(date('1970-01-01'), load.as_of_day).days AS today
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
// Each person's first time at the start, the target and the rival: step set, time, rank, program.
CALL (programs) {
  UNWIND range(0, size(programs) - 1) AS place
  WITH place, programs[place].node AS program
  MATCH (program)<-[:OF_PROGRAM]-(e:Engagement) WHERE e.counted
  OPTIONAL MATCH (e)-[:IN_EDITION]->(ed:Edition)
  MATCH (p:Participant)-[:MADE]->(e)
  WITH p, place, program, ed, e {.activity, .program, .role, .tier, .edition, .step_set, .time, .rank} AS e,
    CASE WHEN coalesce($after_tier, $target_tier, $rival_tier) IS NOT NULL THEN [(e)-[:AT_TIER]->(t:Tier) | t][0] END AS tier
  WITH p, [e.step_set, e.time, e.rank, place] AS moment,
    ($after_role IS NULL OR e.role = $after_role) AND ($after_program IS NULL OR program.name = $after_program)
      AND ($after_tier IS NULL OR tier.id = $after_tier) AND ($after_edition IS NULL OR ed.name = $after_edition) AS here,
    coalesce($target_role, $target_program, $target_tier, $target_edition) IS NOT NULL
      AND ($target_role IS NULL OR e.role = $target_role) AND ($target_program IS NULL OR program.name = $target_program)
      AND ($target_tier IS NULL OR tier.id = $target_tier) AND ($target_edition IS NULL OR ed.name = $target_edition) AS hoped,
    coalesce($rival_role, $rival_program, $rival_tier, $rival_edition) IS NOT NULL
      AND ($rival_role IS NULL OR e.role = $rival_role) AND ($rival_program IS NULL OR program.name = $rival_program)
      AND ($rival_tier IS NULL OR tier.id = $rival_tier) AND ($rival_edition IS NULL OR ed.name = $rival_edition) AS other
  RETURN p, min(CASE WHEN here THEN moment END) AS since,
    min(CASE WHEN hoped THEN moment END) AS target, min(CASE WHEN other THEN moment END) AS rival
}
WITH *, programs[since[3]].begun AS begun WHERE since IS NOT NULL
WITH CASE WHEN length >= 0 THEN length ELSE duration.inDays(date('1970-01-01') + duration({days: since[1]}), date('1970-01-01') + duration({days: since[1]}) + duration({months: -length})).days END AS length, day, CASE WHEN in_editions
    THEN [rank IN [latest, target[2], rival[2]] | begun[rank] - begun[since[2]]]
    ELSE [time IN [today, target[1], rival[1]] | time - since[1]]
  END AS took, target, rival
RETURN target IS NOT NULL AND took[1] <= day AS had_target,
  rival IS NOT NULL AND took[2] <= day AS rival,
  took[0] >= length AS watched,
  target IS NOT NULL AND day < took[1] <= length AS x, count(*) AS people
ORDER BY had_target, rival, watched, x
