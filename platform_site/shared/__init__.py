"""Tools of the whole site that know no app: locking, spreadsheets, charts, PDFs, triggers, dates and numbers."""
