"""What liaisons propose for a coming meeting, and the yearly reviews of regular cooperation."""
