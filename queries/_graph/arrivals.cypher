// Everyone's first time at each step, whether they moved on, how long that took, and whether they
// are still around.
CYPHER 5
// Where the data set stands: its axis of time, its cut-off, its last edition.
CALL () {
  MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
  OPTIONAL MATCH (ed:Edition {dataset: $dataset}) WHERE ed.id IS NOT NULL
  WITH load, coalesce(max(ed.rank), 0) AS last
  RETURN load.mostly_editions AS in_editions, last, load.as_of_rank AS latest,
    duration.inDays(date('1970-01-01'), load.as_of_day).days AS today
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
// Each person's engagements, step set by step set: set, time, rank, place of the program, step, tier.
CALL (programs, latest, today) {
  UNWIND range(0, size(programs) - 1) AS place
  WITH *, programs[place].node AS program, programs[place].begun AS begun
  MATCH (program)<-[:OF_PROGRAM]-(e:Engagement) WHERE e.counted
  MATCH (p:Participant)-[:MADE]->(e)
  OPTIONAL MATCH (e)-[:AT_TIER]->(tier:Tier)
  WITH p, place, begun, program, tier, e {.activity, .program, .role, .tier, .edition, .step_set, .time, .rank, .start, .end} AS e
  WITH p, e.step_set AS set, e.time AS time, e.rank AS rank, place, tier.rank AS height,
    e[$by] AS step,
    CASE WHEN $recent_unit = 'edition' THEN begun[latest] - begun[e.rank]
      WHEN e.end IS NULL OR e.end < e.start THEN today - e.time
      ELSE today - duration.inDays(date('1970-01-01'), e.end).days END <= $recent AS around
  ORDER BY set, time, rank, place
  WITH p, collect([set, time, rank, place, step, height]) AS rows,
    max(height = $top) AS graduated, max(around) AS recent
  RETURN rows, coalesce(graduated, false) AS graduated, coalesce(recent, false) AS recent
}
// The first engagement at each step, and the first one since that moved people on.
WITH in_editions, latest, today, programs, rows, graduated, recent,
  reduce(steps = [], row IN rows | CASE WHEN row[4] IS NULL OR row[4] IN steps THEN steps ELSE steps + row[4] END) AS steps
UNWIND steps AS step
WITH in_editions, latest, today, programs, rows, graduated, recent, step,
  [row IN rows WHERE row[4] = step][0] AS since, coalesce($tiers[step], -1) AS tier
WITH in_editions, latest, today, graduated, recent, step, since, programs[since[3]].begun AS begun,
  [row IN rows WHERE row[0] >= since[0] AND (row[5] > tier OR row[5] = $top)][0] AS after
WITH step, graduated, recent, after IS NOT NULL AS moved,
  CASE WHEN in_editions THEN begun[latest] - begun[since[2]] ELSE today - since[1] END AS available,
  CASE WHEN after[0] = since[0] THEN 0 WHEN in_editions THEN begun[after[2]] - begun[since[2]] ELSE after[1] - since[1] END AS took
WITH step, graduated, recent, moved, CASE WHEN available < 0 THEN 0 ELSE available END AS followed,
  CASE WHEN took < 0 THEN 0 ELSE took END AS took
RETURN step, moved, graduated, recent, collect(CASE WHEN moved THEN took ELSE followed END) AS times,
  collect(followed) AS followed
