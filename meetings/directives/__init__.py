"""What chairs ask for (主席指示): proposed out of the minutes' sentences, confirmed, answered and closed."""
