// question: routes
// measures: How many people have gone through each sequence of step sets, the source and the target among the steps, and from which of them on they could be watched.
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   by: STRING = "activity" — what the steps in between are: activity, program, role, tier or edition
//   horizon: STRING = null — how long people are watched, 365d or 1e; without one 12 months, or one edition where most engagements have no date
//   source_role: STRING = null — the step to start from, without one anywhere: its role; null for any
//   source_program: STRING = null — its program; null for any
//   source_tier: STRING = null — its tier; null for any
//   source_edition: STRING = null — its edition; null for any
//   target_role: STRING = null — the step to get to: its role; null for any
//   target_program: STRING = null — its program; null for any
//   target_tier: STRING = null — its tier; null for any
//   target_edition: STRING = null — its edition; null for any
// columns:
//   steps: LIST<STRING> — the steps, set after set; (source) and (target) stand for these two
//   sets: LIST<INTEGER> — the number of the set that each of them is in
//   watched: LIST<BOOLEAN> — of each step, whether its set lies at least one horizon before the cut-off
//   both: INTEGER — engagements of these people that are source and target at once, and taken as target
//   people: INTEGER — how many people have this sequence
// caveats: These are the counts that Python goes on from: the moves with their people, the likeliest route (shortest path on -log of the shares), the widest one, and who went along them. Ties other than set run in Python.
// minimal: 5.26
CYPHER 5
// Where the data set stands: its axis of time, its cut-off, the window that was asked for.
CALL () {
  MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
  WITH load, toLower(trim(coalesce($horizon, CASE WHEN load.mostly_editions THEN '1e' ELSE '365d' END))) AS text
  RETURN load.unit = 'day' AS by_day, load.as_of_rank AS latest,
    duration.inDays(date('1970-01-01'), load.as_of_day).days AS today,
    text ENDS WITH 'e' AS in_editions, toInteger(left(text, size(text) - 1)) AS length
}
CALL (latest) {
  OPTIONAL MATCH (program:Program {dataset: $dataset})
  WHERE program.id IS NOT NULL
    AND EXISTS { (program)<-[:IN_EDITION|OF_PROGRAM*1..2]-(e:Engagement) WHERE e.counted }
  RETURN count(program) < 2 AS alone
}
// The editions of each program, and how many of them had begun at the cut-off.
CALL (latest) {
  MATCH (program:Program {dataset: $dataset})
  WHERE program.id IS NOT NULL
  OPTIONAL MATCH (program)<-[:OF_PROGRAM]-(ed:Edition)
  WITH program, latest, collect(DISTINCT ed.rank) AS ranks
  ORDER BY program.name
  RETURN collect({node: program, ranks: ranks, now: size([r IN ranks WHERE r <= latest])}) AS programs
}
// Each person's step sets in their order.
CALL (programs, alone) {
  UNWIND range(0, size(programs) - 1) AS place
  WITH alone, place, programs[place].node AS program
  MATCH (program)<-[:IN_EDITION|OF_PROGRAM*1..2]-(e:Engagement)
  WHERE e.counted
  MATCH (e)<-[:MADE]-(p:Participant)
  OPTIONAL MATCH (e)-[:AT_TIER]->(tier:Tier)
  OPTIONAL MATCH (e)-[:IN_EDITION]->(ed:Edition)
  WITH *,
    ($target_role IS NULL OR e.role = $target_role) AND ($target_program IS NULL OR program.name = $target_program)
      AND ($target_tier IS NULL OR coalesce(tier.id = $target_tier, false))
      AND ($target_edition IS NULL OR coalesce(ed.name = $target_edition, false)) AS at_target,
    coalesce($source_role, $source_program, $source_tier, $source_edition) IS NOT NULL
      AND ($source_role IS NULL OR e.role = $source_role) AND ($source_program IS NULL OR program.name = $source_program)
      AND ($source_tier IS NULL OR coalesce(tier.id = $source_tier, false))
      AND ($source_edition IS NULL OR coalesce(ed.name = $source_edition, false)) AS at_source,
    CASE $by
      WHEN 'program' THEN program.name
      WHEN 'role' THEN e.role
      WHEN 'tier' THEN tier.id
      WHEN 'edition' THEN CASE WHEN alone THEN ed.name ELSE program.name + ' ' + ed.name END
      ELSE program.name + coalesce(': ' + e.role, '') END AS usual
  WITH p, place, e.time AS time, e.rank AS rank,
    coalesce(at_source, false) AND coalesce(at_target, false) AS both,
    CASE WHEN at_target THEN '(target)' WHEN at_source THEN '(source)' ELSE usual END AS step,
    CASE $by
      WHEN 'role' THEN coalesce(e.role_set, e.step_set)
      WHEN 'tier' THEN coalesce(e.tier_set, e.step_set)
      WHEN 'edition' THEN coalesce(e.edition_set, e.step_set)
      ELSE e.step_set END AS set
  WHERE step IS NOT NULL
  WITH p, set, step, place, time, rank, both
  ORDER BY step
  WITH p, set,
    collect(DISTINCT step) AS steps, min(time) AS time, min(rank) AS rank, min(place) AS place,
    count(CASE WHEN both THEN 1 END) AS both
  ORDER BY set
  WITH p, collect(steps) AS sets, collect([time, rank, place]) AS moments, sum(both) AS both
  RETURN sets, moments, both
}
WITH sets, both, [at IN moments | CASE WHEN in_editions THEN programs[at[2]].now - size([r IN programs[at[2]].ranks WHERE r <= at[1]]) ELSE today - at[0] END >= length] AS seen
WITH reduce(all = [], own IN sets | all + own) AS steps,
  reduce(all = [], at IN range(0, size(sets) - 1) | all + [step IN sets[at] | at]) AS sets,
  reduce(all = [], at IN range(0, size(sets) - 1) | all + [step IN sets[at] | seen[at]]) AS watched, both
RETURN steps, sets, watched, both, count(*) AS people
ORDER BY people DESC, steps, sets, watched, both
