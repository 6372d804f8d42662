// Properties of the relationships of a data set.
MATCH (n {dataset: $dataset})-[r:NEXT|REACHED]->()
UNWIND keys(r) AS property
RETURN type(r) AS label, property, valueType(r[property]) AS type, count(*) AS count
ORDER BY label, property
