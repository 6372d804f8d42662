// The names of the data sets that are here.
CYPHER 5
MATCH (m:LoadManifest {id: 'log'})
RETURN m.dataset AS name ORDER BY name
