// question: stuck_points
// measures: Everyone who has reached a tier (or one step), by whether they moved on, how long that took, and whether they are still around.
// definition: docs/measures.md#stuck-points
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
//   unit: STRING — of times and followed: day, or edition where most engagements have no date
//   people: INTEGER — how many people are so
//   times: LIST<INTEGER> — until each of them moved, or else until the cut-off
//   followed: LIST<INTEGER> — until the cut-off, in the same order
// caveats: These are counts: n is how many are followed for the threshold or longer, x those of them in rows that are recent and have neither moved nor graduated. The threshold is read from a Kaplan–Meier curve, which Cypher has not, in Python.
// minimal: 5.26
CYPHER 5
// Where the data set stands: its axis of time, its cut-off, its last edition, the window that was asked for.
CALL () {
  MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
  OPTIONAL MATCH (ed:Edition {dataset: $dataset}) WHERE ed.id IS NOT NULL
  WITH load, max(ed.rank) AS last
  WITH load, last, toLower(trim(coalesce($recent, CASE load.unit WHEN 'day' THEN '365d' ELSE '1e' END))) AS text
  RETURN load.mostly_editions AS in_editions, last IS NULL AS by_year, coalesce(last, 0) AS last, load.as_of_rank AS latest,
    duration.inDays(date('1970-01-01'), load.as_of_day).days AS today,
    text ENDS WITH 'e' AS lately_editions, toInteger(left(text, size(text) - 1)) AS lately,
    coalesce($at_role, $at_program, $at_tier, $at_edition) IS NOT NULL AS one_step,
    coalesce($target_role, $target_program, $target_tier, $target_edition) IS NOT NULL AS aimed,
    coalesce($outcome_role, $outcome_program, $outcome_tier, $outcome_edition) IS NOT NULL AS declared
}
CALL (latest) {
  MATCH (tier:Tier {dataset: $dataset}) WHERE tier.id IS NOT NULL
  WITH tier ORDER BY tier.rank
  RETURN collect(tier.id) AS tiers
}
// The usual tier of the one step.
CALL (one_step) {
  UNWIND CASE WHEN one_step THEN [1] ELSE [] END AS asked
  MATCH (e:Engagement {dataset: $dataset})-[:AT_TIER]->(tier:Tier)
  WHERE e.id IS NOT NULL AND e.counted
    AND ($at_role IS NULL OR e.role = $at_role) AND ($at_tier IS NULL OR tier.id = $at_tier)
    AND ($at_edition IS NULL OR EXISTS { (e)-[:IN_EDITION]->(:Edition {name: $at_edition}) })
    AND ($at_program IS NULL OR EXISTS { (e)-[:OF_PROGRAM]->(:Program {name: $at_program}) })
  WITH tier.rank AS rank, count(e) AS many
  ORDER BY many DESC, rank
  LIMIT 1
  RETURN head(collect(rank)) AS usual
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
// Each person's engagements, step set by step set: set, time, rank, place of the program, point,
// tier, whether it is the declared next step, whether it is the outcome.
CALL (programs, latest, today, lately, lately_editions, tiers, one_step, aimed, declared) {
  UNWIND range(0, size(programs) - 1) AS place
  WITH *, programs[place].node AS program, programs[place].begun AS begun
  MATCH (program)<-[:OF_PROGRAM]-(e:Engagement) WHERE e.counted
  OPTIONAL MATCH (e)-[:IN_EDITION]->(ed:Edition)
  MATCH (p:Participant)-[:MADE]->(e)
  OPTIONAL MATCH (e)-[:AT_TIER]->(tier:Tier)
  WITH p, place, e.step_set AS set, e.time AS time, e.rank AS rank, tier.rank AS height,
    CASE WHEN NOT one_step THEN tier.rank
      WHEN ($at_role IS NULL OR e.role = $at_role) AND ($at_program IS NULL OR program.name = $at_program)
        AND ($at_tier IS NULL OR tier.id = $at_tier) AND ($at_edition IS NULL OR ed.name = $at_edition) THEN 0 END AS point,
    CASE WHEN aimed
      THEN ($target_role IS NULL OR e.role = $target_role) AND ($target_program IS NULL OR program.name = $target_program)
        AND ($target_tier IS NULL OR tier.id = $target_tier) AND ($target_edition IS NULL OR ed.name = $target_edition) END AS hoped,
    CASE WHEN declared
      THEN ($outcome_role IS NULL OR e.role = $outcome_role) AND ($outcome_program IS NULL OR program.name = $outcome_program)
        AND ($outcome_tier IS NULL OR tier.id = $outcome_tier) AND ($outcome_edition IS NULL OR ed.name = $outcome_edition)
      ELSE tier.rank = size(tiers) - 1 END AS outcome,
    CASE WHEN lately_editions THEN begun[latest] - begun[e.rank]
      WHEN e.end IS NULL OR e.end < e.start THEN today - e.time
      ELSE today - duration.inDays(date('1970-01-01'), e.end).days END <= lately AS around
  ORDER BY set, time, rank, place
  WITH p, collect([set, time, rank, place, point, height, hoped, outcome]) AS rows,
    max(outcome) AS graduated, max(around) AS recent
  RETURN rows, coalesce(graduated, false) AS graduated, coalesce(recent, false) AS recent
}
// The first engagement at each point, and the first one since that moved people on.
UNWIND CASE WHEN one_step THEN [0] ELSE range(0, size(tiers) - 1) END AS point
WITH rows, graduated, recent, point, [row IN rows WHERE row[4] = point][0] AS since, CASE WHEN one_step THEN usual ELSE point END AS tier,
  programs, in_editions, by_year, latest, today, aimed, one_step, tiers
WHERE since IS NOT NULL
WITH graduated, recent, point, tier, since, in_editions, by_year, latest, today, one_step, tiers, programs[since[3]].begun AS begun,
  [row IN rows WHERE row[0] >= since[0] AND (row[7] OR CASE WHEN aimed THEN row[6] ELSE row[5] > tier END)][0] AS after
WITH graduated, recent, point, tier, in_editions, one_step, tiers, after IS NOT NULL AS moved,
  CASE WHEN by_year THEN (date('1970-01-01') + duration({days: since[1]})).year ELSE since[2] END AS period,
  CASE WHEN in_editions THEN begun[latest] - begun[since[2]] ELSE today - since[1] END AS available,
  CASE WHEN after[0] = since[0] THEN 0 WHEN in_editions THEN begun[after[2]] - begun[since[2]] ELSE after[1] - since[1] END AS took
WITH graduated, recent, point, tier, in_editions, one_step, tiers, moved, period,
  CASE WHEN available < 0 THEN 0 ELSE available END AS followed, CASE WHEN took < 0 THEN 0 ELSE took END AS took
WITH point, tier, one_step, tiers, in_editions, period, moved, graduated, recent,
  count(*) AS people, collect(CASE WHEN moved THEN took ELSE followed END) AS times, collect(followed) AS followed
ORDER BY point, period, moved, graduated, recent
RETURN CASE WHEN one_step
    THEN reduce(name = '', part IN [part IN [$at_program, $at_role, $at_tier, $at_edition] WHERE part IS NOT NULL] |
      name + CASE name WHEN '' THEN '' ELSE ': ' END + part)
    ELSE tiers[point] END AS step,
  tier, period, moved, graduated, recent,
  CASE WHEN in_editions THEN 'edition' ELSE 'day' END AS unit, people, times, followed
