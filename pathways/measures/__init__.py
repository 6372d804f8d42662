"""The measures: one question a module, one public function each, the log as first argument."""
