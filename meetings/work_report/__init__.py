"""The groups' work report as page, PDF and ODT."""
