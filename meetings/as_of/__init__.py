"""The state as of a day: what `?as_of=` asks for and how pages say so; two meetings compared.

The rule. A day counts wholly, with all its meetings. What a meeting decided counts from the day on which it was held,
however late its record was finalised here; a correction counts from the meeting that corrects. What people wrote
counts from the day on which they did: reports from their acceptance, explanations, replies and closings from theirs.
Drafts count never. Pages of one meeting (dashboard, minutes, its work report) show that meeting and take no `as_of`.
"""
