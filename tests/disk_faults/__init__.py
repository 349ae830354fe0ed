"""A disk that fails: the n-th write, sync, open or truncation of one deed of the real bot, for every n.

nursery.py  processes of the bot, forked warm, that do one deed while strace lets a call of theirs fail
deeds.py    ask, approve, send, start: what is done, and what must be true of the answer and after a restart
trial.py    which calls a deed makes, and every fault of each of them
"""
