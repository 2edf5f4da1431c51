"""Minutes: one document model; parse reads it, render writes it, compose and record tie it to the database."""
