"""The record of a meeting in the database: drafted, written from a document, composed into one, finalised, verified."""
