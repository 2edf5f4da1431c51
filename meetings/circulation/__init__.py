"""Circulation of a draft's minutes: rounds, reviewers, comments by paragraph, agreements, reminders."""
