"""The text of minutes before it is understood: one stream of characters, page furniture, marks."""
