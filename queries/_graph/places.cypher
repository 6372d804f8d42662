// Programs, editions and tiers, before anything is linked to them.
CYPHER 5
MATCH (:LoadManifest {dataset: $dataset, id: 'log', run: $run})
CALL () {
  UNWIND $programs AS program
  MERGE (n:Program {dataset: $dataset, id: program.id})
  SET n = program, n.dataset = $dataset
}
CALL () {
  UNWIND $tiers AS tier
  MERGE (n:Tier {dataset: $dataset, id: tier.id})
  SET n = tier, n.dataset = $dataset
}
CALL () {
  UNWIND $editions AS edition
  MERGE (n:Edition {dataset: $dataset, id: edition.id})
  SET n = edition.properties, n.dataset = $dataset
  WITH n, edition
  CALL (n) {
    MATCH (n)-[old:OF_PROGRAM]->()
    DELETE old
  }
  MATCH (program:Program {dataset: $dataset, id: edition.program})
  CREATE (n)-[:OF_PROGRAM]->(program)
}
RETURN count(*) AS done
