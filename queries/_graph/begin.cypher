// A load begins; whoever writes is the one whose run stands here.
MERGE (m:LoadManifest {dataset: $dataset, id: 'log'})
SET m.state = 'loading', m.run = $run, m.digest = $digest, m.version = $version, m.fresh = $fresh,
  m.pending = $pending, m.begun = datetime()
