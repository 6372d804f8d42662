// Relationships of a data set.
CYPHER 5
CALL () { MATCH (:Participant {dataset: $dataset})-[r:MADE]->() RETURN count(r) AS MADE }
CALL () { MATCH (:Participant {dataset: $dataset})-[r:REACHED]->() RETURN count(r) AS REACHED }
CALL () { MATCH (:Engagement {dataset: $dataset})-[r:IN_EDITION]->() RETURN count(r) AS IN_EDITION }
CALL () { MATCH (:Engagement {dataset: $dataset})-[r:AT_TIER]->() RETURN count(r) AS AT_TIER }
CALL () { MATCH (:Engagement {dataset: $dataset})-[r:NEXT]->() RETURN count(r) AS NEXT }
CALL () { MATCH ({dataset: $dataset})-[r:OF_PROGRAM]->(:Program) RETURN count(r) AS OF_PROGRAM }
RETURN MADE, REACHED, IN_EDITION, AT_TIER, NEXT, OF_PROGRAM
