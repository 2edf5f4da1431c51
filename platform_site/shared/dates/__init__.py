"""Dates as people in Taiwan write and read them: reading a typed one, form fields, the picker's widget."""
