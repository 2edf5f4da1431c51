"""Reads from a streaming replica (DATABASE_REPLICA_URL), never of what the reader wrote just before.

A request that only reads asks the replica, if the replica has replayed all that the reader's browser has written (a
position of the write-ahead log in a cookie) and all that anybody had written REPLICA_MAX_LAG_SECONDS ago. Everything
else asks the primary: saves, transactions, locks, raw SQL, commands, who somebody is and what they may do. Where the
replica fails, the page is made again from the primary.

`positions` asks the servers how far they are, `routing` chooses for each query, `middleware` for each request.
"""
