"""What people and money do: ask, approve, decline, cancel, expire; send, settle, resolve.

Each of them is one durable transaction: the guarded move, its entry in the history, and what follows from it
in the outbox. Nothing here calls anything over a network.
"""
