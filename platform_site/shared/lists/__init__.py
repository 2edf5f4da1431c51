"""Lists with filters: columns, what is asked for in the address, and the same rows as page, CSV, ODS, XLSX and PDF."""
