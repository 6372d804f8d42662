// Whether anything of ours is here, and whether anything is here at all.
CYPHER 5
CALL () { MATCH (m:LoadManifest) RETURN count(m) AS ours, max(m.version) AS newest }
CALL () { MATCH (n) RETURN count(n) AS nodes }
RETURN ours, newest, nodes
