"""Preparing a meeting: starting the next one, its particulars and seats, its agenda and what is still to be done."""
