// The load is done and was counted.
MATCH (m:LoadManifest {dataset: $dataset, id: 'log', run: $run})
SET m += $about, m.state = 'complete', m.ended = datetime()
REMOVE m.fresh, m.pending
RETURN m.run AS run
