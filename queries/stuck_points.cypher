// question: stuck_points
// measures: Everyone who has reached a tier (or one step), by whether they moved on, how long that took, and whether they are still around.
// parameters:
//   dataset: STRING = "default" — which data set of the server
//   recent: STRING = null — how recent an engagement shows that somebody is still around, 365d or 1e
//   at_role: STRING = null — one step instead of every tier: its role; null for any
//   at_program: STRING = null — its program; null for any
//   at_tier: STRING = null — its tier; null for any
//   at_edition: STRING = null — its edition; null for any
//   target_role: STRING = null — the declared next step: its role; null for any
//   target_program: STRING = null — its program; null for any
//   target_tier: STRING = null — its tier; null for any
//   target_edition: STRING = null — its edition; null for any
//   outcome_role: STRING = null — what makes a graduate, by default the top tier: its role; null for any
//   outcome_program: STRING = null — its program; null for any
//   outcome_tier: STRING = null — its tier; null for any
//   outcome_edition: STRING = null — its edition; null for any
// columns:
//   step: STRING — the tier, or the step asked for
//   tier: INTEGER — rank of its tier
//   period: INTEGER — rank of the edition (calendar year without editions) in which people reached it
//   moved: BOOLEAN — reached a higher tier, the declared next step or the outcome since
//   graduated: BOOLEAN — has the outcome, at any time
//   recent: BOOLEAN — has an engagement at most so long before the cut-off
//   time: INTEGER — until they moved, or else until the cut-off
//   followed: INTEGER — until the cut-off
//   unit: STRING — of time and followed: day, or edition where most engagements have no date
//   people: INTEGER — how many people are so
// caveats: These are the counts that Python goes on from: the threshold is read from a Kaplan–Meier curve, which Cypher has not, and everything else follows from it.
// minimal: 5.26
CYPHER 5
// Where the data set stands: its axis of time, its cut-off, the window that was asked for.
CALL () {
  MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
  OPTIONAL MATCH (ed:Edition {dataset: $dataset})
  WHERE ed.id IS NOT NULL AND ed.rank IS NOT NULL
  WITH load, count(ed) = 0 AS by_year
  WITH load, by_year, toLower(trim(coalesce($recent, CASE load.unit WHEN 'day' THEN '365d' ELSE '1e' END))) AS text
  RETURN load.unit = 'day' AS by_day, load.mostly_editions AS in_editions, by_year, load.as_of_rank AS latest,
    duration.inDays(date('1970-01-01'), load.as_of_day).days AS today,
    text ENDS WITH 'e' AS lately_editions, toInteger(left(text, size(text) - 1)) AS lately
}
CALL (latest) {
  MATCH (tier:Tier {dataset: $dataset})
  WHERE tier.id IS NOT NULL
  WITH tier ORDER BY tier.rank
  RETURN collect(tier.id) AS tiers
}
CALL (latest) {
  UNWIND CASE WHEN coalesce($at_role, $at_program, $at_tier, $at_edition) IS NULL THEN [] ELSE [1] END AS asked
  MATCH (e:Engagement {dataset: $dataset})-[:AT_TIER]->(tier:Tier)
  WHERE e.id IS NOT NULL AND e.counted
    AND ($at_role IS NULL OR e.role = $at_role) AND ($at_tier IS NULL OR tier.id = $at_tier)
    AND ($at_edition IS NULL OR EXISTS { (e)-[:IN_EDITION]->(:Edition {name: $at_edition}) })
    AND ($at_program IS NULL OR EXISTS { (e)-[:IN_EDITION|OF_PROGRAM*1..2]->(:Program {name: $at_program}) })
  WITH tier.rank AS rank, count(e) AS many
  ORDER BY many DESC, rank
  LIMIT 1
  RETURN head(collect(rank)) AS usual
}
WITH *,
  coalesce($at_role, $at_program, $at_tier, $at_edition) IS NOT NULL AS one_step,
  coalesce($target_role, $target_program, $target_tier, $target_edition) IS NOT NULL AS aimed,
  coalesce($outcome_role, $outcome_program, $outcome_tier, $outcome_edition) IS NOT NULL AS declared
// Each person's engagements, step set by step set.
CALL (latest, today, lately, lately_editions, tiers, one_step, aimed, declared) {
  MATCH (program:Program {dataset: $dataset})
  WHERE program.id IS NOT NULL
  CALL (program) {
    OPTIONAL MATCH (program)<-[:OF_PROGRAM]-(ed:Edition)
    RETURN collect(DISTINCT ed.rank) AS ranks
  }
  WITH *, size([r IN ranks WHERE r <= latest]) AS now
  MATCH (program)<-[:IN_EDITION|OF_PROGRAM*1..2]-(e:Engagement)
  WHERE e.counted
  MATCH (e)<-[:MADE]-(p:Participant)
  OPTIONAL MATCH (e)-[:AT_TIER]->(tier:Tier)
  WITH *, tier.rank AS height,
    CASE WHEN one_step
      THEN CASE WHEN ($at_role IS NULL OR e.role = $at_role) AND ($at_program IS NULL OR program.name = $at_program)
        AND ($at_tier IS NULL OR tier.id = $at_tier) AND ($at_edition IS NULL OR EXISTS { (e)-[:IN_EDITION]->(:Edition {name: $at_edition}) }) THEN 0 END
      ELSE tier.rank END AS point,
    aimed AND ($target_role IS NULL OR e.role = $target_role) AND ($target_program IS NULL OR program.name = $target_program)
      AND ($target_tier IS NULL OR tier.id = $target_tier) AND ($target_edition IS NULL OR EXISTS { (e)-[:IN_EDITION]->(:Edition {name: $target_edition}) }) AS hoped,
    CASE WHEN declared
      THEN ($outcome_role IS NULL OR e.role = $outcome_role) AND ($outcome_program IS NULL OR program.name = $outcome_program)
        AND ($outcome_tier IS NULL OR tier.id = $outcome_tier) AND ($outcome_edition IS NULL OR EXISTS { (e)-[:IN_EDITION]->(:Edition {name: $outcome_edition}) })
      ELSE tier.rank = size(tiers) - 1 END AS outcome,
    CASE WHEN lately_editions THEN now - size([r IN ranks WHERE r <= e.rank])
      WHEN e.end IS NULL OR e.end < e.date THEN today - e.time
      ELSE today - duration.inDays(date('1970-01-01'), e.end).days END <= lately AS around
  WITH p, e.step_set AS set, e.time AS time, e.rank AS rank, program.name AS program, ranks, now, point, height,
    coalesce(hoped, false) AS hoped, coalesce(outcome, false) AS outcome, coalesce(around, false) AS around
  ORDER BY set, time, rank, program
  WITH p,
    collect({set: set, time: time, rank: rank, ranks: ranks, now: now, point: point, tier: height, hoped: hoped, outcome: outcome}) AS rows,
    max(CASE WHEN outcome THEN 1 ELSE 0 END) = 1 AS graduated,
    max(CASE WHEN around THEN 1 ELSE 0 END) = 1 AS recent
  RETURN rows, graduated, recent
}
UNWIND CASE WHEN one_step THEN [0] ELSE range(0, size(tiers) - 1) END AS point
WITH *, head([row IN rows WHERE row.point = point]) AS since
WHERE since IS NOT NULL
WITH *, CASE WHEN one_step THEN usual ELSE point END AS tier
WITH *, size([r IN since.ranks WHERE r <= since.rank]) AS ordinal,
  head([row IN rows WHERE row.set >= since.set AND (row.outcome OR CASE WHEN aimed THEN row.hoped ELSE row.tier > tier END)]) AS after
WITH *,
  CASE WHEN in_editions THEN since.now - ordinal ELSE today - since.time END AS available,
  CASE WHEN after IS NULL THEN null WHEN after.set = since.set THEN 0
    WHEN in_editions THEN size([r IN since.ranks WHERE r <= after.rank]) - ordinal
    ELSE after.time - since.time END AS took
WITH *, CASE WHEN available < 0 THEN 0 ELSE available END AS followed
WITH point, tier, one_step, tiers, in_editions, graduated, recent, followed,
  CASE WHEN by_year THEN (date('1970-01-01') + duration({days: since.time})).year ELSE since.rank END AS period,
  after IS NOT NULL AS moved,
  CASE WHEN took IS NULL THEN followed WHEN took < 0 THEN 0 ELSE took END AS time
WITH point, tier, one_step, tiers, in_editions, period, moved, graduated, recent, time, followed, count(*) AS people
ORDER BY point, period, moved, graduated, recent, time, followed
RETURN CASE WHEN one_step
    THEN reduce(name = '', part IN [part IN [$at_program, $at_role, $at_tier, $at_edition] WHERE part IS NOT NULL] |
      name + CASE name WHEN '' THEN '' ELSE ': ' END + part)
    ELSE tiers[point] END AS step,
  tier, period, moved, graduated, recent, time, followed,
  CASE WHEN in_editions THEN 'edition' ELSE 'day' END AS unit, people
