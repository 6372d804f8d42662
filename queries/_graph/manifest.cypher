// What is said of the load of a data set.
MATCH (m:LoadManifest {dataset: $dataset, id: 'log'})
RETURN properties(m) AS manifest
