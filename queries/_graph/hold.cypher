// Held open for as long as the load lasts: nobody else can begin, and a dead loader lets go.
MATCH (m:LoadManifest {dataset: $dataset, id: 'log', run: $run})
SET m.run = $run
RETURN m.run AS run
