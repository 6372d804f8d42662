// Everyone's first time at each step, and what came of it: counted by how long it took, or, once
// the usual time of each step is known, by what decides on their state.
CYPHER 5
MATCH (p:Participant {dataset: $dataset})-[:MADE]->(e:Engagement)
WHERE e.counted
MATCH (e)-[:IN_EDITION|OF_PROGRAM*1..2]->(program:Program)
OPTIONAL MATCH (e)-[:IN_EDITION]->(edition:Edition)
OPTIONAL MATCH (e)-[:AT_TIER]->(tier:Tier)
WITH p, e, program.name AS program, coalesce(tier.rank, -1) AS tier,
  CASE $by
    WHEN 'activity' THEN program.name + coalesce(': ' + e.role, '')
    WHEN 'program' THEN program.name
    WHEN 'role' THEN e.role
    WHEN 'tier' THEN tier.id
    WHEN 'edition' THEN CASE WHEN $alone THEN '' ELSE program.name + ' ' END + edition.name
  END AS step
ORDER BY p, e.step_set, e.time, e.rank, program
WITH p, collect({
  step: step, place: e.step_set, tier: tier, time: e.time, rank: e.rank, program: program,
  left: CASE WHEN $unit = 'day' THEN $today - e.time
    ELSE size([r IN $ranks[program] WHERE r <= $now])
      - size([r IN $ranks[program] WHERE r <= e.rank]) END,
  recent: CASE WHEN $recent_unit = 'day'
    THEN $today - CASE WHEN e.end IS NULL THEN e.time
      ELSE e.time + duration.inDays(e.date, e.end).days END
    ELSE size([r IN $ranks[program] WHERE r <= $now])
      - size([r IN $ranks[program] WHERE r <= e.rank]) END <= $recent
}) AS rows
WITH p, rows, any(r IN rows WHERE r.tier = $top) AS graduated,
  any(r IN rows WHERE r.recent) AS recent
UNWIND range(0, size(rows) - 1) AS i
WITH rows, graduated, recent, i, rows[i] AS first
WHERE first.step IS NOT NULL AND none(r IN rows[..i] WHERE r.step IS NOT NULL AND r.step = first.step)
WITH first, graduated, recent, head([r IN rows
  WHERE r.place >= first.place AND (r.tier > $tiers[first.step] OR r.tier = $top)]) AS after
WITH first.step AS step, graduated, recent, after IS NOT NULL AS moved,
  CASE WHEN first.left < 0 THEN 0 ELSE first.left END AS followed,
  CASE
    WHEN after IS NULL THEN first.left
    WHEN after.place = first.place THEN 0
    WHEN $unit = 'day' THEN after.time - first.time
    ELSE size([r IN $ranks[first.program] WHERE r <= after.rank])
      - size([r IN $ranks[first.program] WHERE r <= first.rank])
  END AS took
WITH step, moved, CASE WHEN took < 0 THEN 0 ELSE took END AS took, graduated, recent, followed,
  $usual[step] AS usual
RETURN step, moved, CASE WHEN usual IS NULL THEN took END AS time,
  CASE WHEN usual IS NULL THEN null ELSE graduated END AS graduated,
  CASE WHEN usual IS NULL THEN null ELSE recent END AS recent,
  CASE WHEN usual IS NULL THEN null ELSE followed < usual END AS waiting,
  count(*) AS people
