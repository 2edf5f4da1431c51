"""What happens to a site at work: many who write at once, a database server that goes away."""
