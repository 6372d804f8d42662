// How many engagements of each step are at which tier; no tier where the scheme has no rule.
CYPHER 5
CALL () {
  MATCH (program:Program {dataset: $dataset}) WHERE program.id IS NOT NULL
  WITH program,
    EXISTS { (program)<-[:OF_PROGRAM]-(:Engagement {counted: true}) }
    OR EXISTS { (program)<-[:OF_PROGRAM]-(:Edition)<-[:IN_EDITION]-(:Engagement {counted: true}) } AS used
  RETURN collect(program) AS programs, sum(CASE WHEN used THEN 1 ELSE 0 END) < 2 AS alone
}
UNWIND programs AS program
CALL (program) {
  RETURN null AS edition, program AS at
  UNION ALL
  MATCH (program)<-[:OF_PROGRAM]-(ed:Edition)
  RETURN ed.name AS edition, ed AS at
}
MATCH (at)<-[:OF_PROGRAM|IN_EDITION]-(e:Engagement) WHERE e.counted
WITH [(e)-[:AT_TIER]->(t:Tier) | t][0] AS tier,
  CASE $by
    WHEN 'activity' THEN program.name + coalesce(': ' + e.role, '')
    WHEN 'program' THEN program.name
    WHEN 'role' THEN e.role
    WHEN 'edition' THEN CASE WHEN alone THEN edition ELSE program.name + ' ' + edition END
  END AS step
WITH CASE $by WHEN 'tier' THEN tier.id ELSE step END AS step, tier.rank AS tier
WHERE step IS NOT NULL
RETURN step, tier, count(*) AS engagements
