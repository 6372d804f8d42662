// Engagements that somebody else has leave them; their hash goes, so that they are looked at again.
CYPHER 5
UNWIND $engagements AS id
MATCH (e:Engagement {dataset: $dataset, id: id})
CALL (e) {
  MATCH (owner:Participant)-[:MADE]->(e)
  REMOVE owner.hash
}
WITH collect(e) AS taken
CALL (taken) {
  UNWIND taken AS e
  MATCH (e)-[link:MADE|IN_EDITION|OF_PROGRAM|AT_TIER|NEXT]-()
  WITH DISTINCT link
  DELETE link
}
RETURN size(taken) AS taken
