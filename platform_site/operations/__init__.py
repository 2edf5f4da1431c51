"""Keeping the platform in operation: backup and restore, the load balancer's question, the log. Nothing imports it."""
