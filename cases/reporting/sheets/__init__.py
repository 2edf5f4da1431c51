"""A group's quarter as a spreadsheet: written, read back, compared."""
