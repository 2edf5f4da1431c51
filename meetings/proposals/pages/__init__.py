"""Pages on which a liaison writes a proposal."""
