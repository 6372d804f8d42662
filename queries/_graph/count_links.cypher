// Relationships of a data set; those to places are counted there, where the server keeps numbers.
CYPHER 5 replan=skip
CALL () { MATCH (n:Participant {dataset: $dataset}) RETURN sum(count { (n)-[:MADE]->() }) AS MADE }
CALL () { MATCH (n:Engagement {dataset: $dataset}) RETURN sum(count { (n)-[:NEXT]->() }) AS NEXT }
CALL () { MATCH (n:Tier {dataset: $dataset}) RETURN sum(count { (n)<-[:REACHED]-() }) AS REACHED }
CALL () { MATCH (n:Tier {dataset: $dataset}) RETURN sum(count { (n)<-[:AT_TIER]-() }) AS AT_TIER }
CALL () {
  MATCH (n:Edition {dataset: $dataset}) RETURN sum(count { (n)<-[:IN_EDITION]-() }) AS IN_EDITION
}
CALL () {
  MATCH (n:Program {dataset: $dataset}) RETURN sum(count { (n)<-[:OF_PROGRAM]-() }) AS OF_PROGRAM
}
RETURN MADE, REACHED, IN_EDITION, AT_TIER, NEXT, OF_PROGRAM
