"""The measures: one question a module, and the questions by their names."""
