"""The hand-over pack: everything the next host city needs, in one ZIP."""
