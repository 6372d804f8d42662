"""What may be said aloud of a record: claims as values from full counts, and how far they hold."""
