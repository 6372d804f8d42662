// Everyone's first time at each step, whether they moved on, how long that took, and whether they
// are still around.
CYPHER 5
MATCH (load:LoadManifest {dataset: $dataset, id: 'log'})
WITH load.mostly_editions AS in_editions, load.as_of_day AS day, load.as_of_rank AS now,
  duration.inDays(date('1970-01-01'), load.as_of_day).days AS today
// Time is counted in days, or in the editions of the program that people were in.
MATCH (program:Program {dataset: $dataset})
WITH *, COLLECT { MATCH (program)<-[:OF_PROGRAM]-(ed:Edition) RETURN DISTINCT ed.rank } AS ranks
MATCH (program)<-[:OF_PROGRAM]-(e:Engagement)<-[:MADE]-(p:Participant) WHERE e.counted
OPTIONAL MATCH (e)-[:AT_TIER]->(tier:Tier)
WITH in_editions, now, today, p, {
    step: e[$by], height: tier.rank, set: e.step_set, time: e.time, rank: e.rank, ranks: ranks
  } AS row, CASE
    WHEN $recent_unit = 'edition' THEN size([rank IN ranks WHERE e.rank < rank <= now])
    WHEN e.end > e.start THEN duration.inDays(e.end, day).days ELSE today - e.time
  END <= $recent AS recent
ORDER BY row.set, row.time, row.rank, program.name
WITH in_editions, now, today, p, collect(row) AS rows, max(recent) AS recent
// Everyone's first time at each step, and what moved them on, in the same step set or later.
CALL (rows) {
  UNWIND [row IN rows WHERE row.step IS NOT NULL] AS row
  WITH row.step AS step, head(collect(row)) AS since
  WITH step, since, coalesce($tiers[step], -1) AS tier
  RETURN step, since,
    head([row IN rows WHERE row.set >= since.set AND (row.height > tier OR row.height = $top)]) AS up
}
WITH *, CASE
    WHEN in_editions THEN size([rank IN since.ranks WHERE since.rank < rank <= now])
    ELSE today - since.time
  END AS followed
WITH *, CASE
    WHEN up IS NULL THEN followed
    WHEN up.set = since.set THEN 0
    WHEN in_editions THEN size([rank IN since.ranks WHERE since.rank < rank <= up.rank])
    ELSE up.time - since.time
  END AS time
RETURN step, up IS NOT NULL AS moved,
  coalesce(any(row IN rows WHERE row.height = $top), false) AS graduated, coalesce(recent, false) AS recent,
  collect(time) AS times, collect(followed) AS followed
