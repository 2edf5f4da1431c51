"""Minutes that come in as files: read, recognised, reviewed by a person and only then recorded."""
