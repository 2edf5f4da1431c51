"""What is stuck: tracked cases whose newest accepted report has a red or a yellow light, as page, PDF and pictures."""
