"""What the public reads without signing in, and the page on which the secretariat publishes and withdraws it."""
