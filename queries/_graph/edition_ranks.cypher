// The distinct ranks at which each program had an edition.
MATCH (n:Edition {dataset: $dataset})-[:OF_PROGRAM]->(program:Program)
WHERE n.rank IS NOT NULL
RETURN program.name AS program, collect(DISTINCT n.rank) AS ranks
