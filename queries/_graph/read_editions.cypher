// Editions, with the program of each.
MATCH (n:Edition {dataset: $dataset})-[:OF_PROGRAM]->(program:Program)
RETURN n.id AS id, program.name AS program, n.name AS edition
