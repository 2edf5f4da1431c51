"""Many rows at once, past the ORM: only where a table of thousands or millions is filled in one go."""
