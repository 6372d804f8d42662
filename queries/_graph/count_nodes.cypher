// Nodes of a data set.
CYPHER 5 replan=skip
CALL () { MATCH (n:Participant {dataset: $dataset}) RETURN count(n) AS Participant }
CALL () { MATCH (n:Engagement {dataset: $dataset}) RETURN count(n) AS Engagement }
CALL () { MATCH (n:Program {dataset: $dataset}) RETURN count(n) AS Program }
CALL () { MATCH (n:Edition {dataset: $dataset}) RETURN count(n) AS Edition }
CALL () { MATCH (n:Tier {dataset: $dataset}) RETURN count(n) AS Tier }
RETURN Participant, Engagement, Program, Edition, Tier
