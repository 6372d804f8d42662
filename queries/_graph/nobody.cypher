// Whether the graph holds no one yet, in any data set; both numbers are kept by the server.
CYPHER 5
CALL () { MATCH (n:Participant) RETURN count(n) AS people }
CALL () { MATCH (n:Engagement) RETURN count(n) AS engagements }
RETURN people + engagements = 0 AS nobody
