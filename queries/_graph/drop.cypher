// What nobody has any more: engagements of no one, participants that are gone.
CYPHER 5
MATCH (:LoadManifest {dataset: $dataset, id: 'log', run: $run})
CALL () {
  UNWIND $engagements AS id
  MATCH (e:Engagement {dataset: $dataset, id: id})
  WHERE NOT EXISTS { (:Participant)-[:MADE]->(e) }
  DETACH DELETE e
}
CALL () {
  UNWIND $gone AS id
  MATCH (p:Participant {dataset: $dataset, id: id})
  DETACH DELETE p
}
RETURN count(*) AS done
