"""Tables as files: CSV, ODS and XLSX, read and written so that every cell comes back as it was typed."""
