// Editions, programs and tiers that the log no longer has.
CYPHER 5
MATCH (:LoadManifest {dataset: $dataset, id: 'log', run: $run})
CALL () {
  MATCH (n:Edition {dataset: $dataset}) WHERE NOT n.id IN $editions DETACH DELETE n
}
CALL () {
  MATCH (n:Program {dataset: $dataset}) WHERE NOT n.id IN $programs DETACH DELETE n
}
CALL () {
  MATCH (n:Tier {dataset: $dataset}) WHERE NOT n.id IN $tiers DETACH DELETE n
}
RETURN count(*) AS done
