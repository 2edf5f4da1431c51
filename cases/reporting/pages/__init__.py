"""Pages of quarterly reporting: the liaison's workspace, the secretariat's matrix, spreadsheets."""
