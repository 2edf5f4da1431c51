"""The minutes as files that a word processor opens, and the layout that they share with page and PDF."""
