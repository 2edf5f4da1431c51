"""What PDFs cost: drawn, kept and stored, next to WeasyPrint alone and to an empty page of the site."""
