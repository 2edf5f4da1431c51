"""Mails to liaisons: reminders of what is owed, and the notice that a report came back."""
