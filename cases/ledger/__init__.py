"""The ledger of what became of every case: its one write path (`writing`) and the one place that counts (`tallies`)."""
