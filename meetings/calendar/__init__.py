"""The meetings as a calendar (iCalendar, RFC 5545): one meeting's file, and a feed under each user's secret address."""
