"""Charts as plain numbers: where columns and lines stand; templates draw them."""
