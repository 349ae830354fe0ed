"""Real processes of the bot, killed with SIGKILL at named points and at random, between stand-ins that live on.

    points.py    the points at which a process can be made to die, by name
    killable.py  the whole bot with a fuse: at one passage of one point it is gone
    nursery.py   a process in which the bot is imported once, and which forks a life from itself on each order
    witnesses.py Slack and EnKash stood in for: they kill from the outside, and hold each word against EnKash's books
    people.py    what people do over HTTP meanwhile: ask, decide twice, cancel, settle, resume
    shared_clock.py  the time that they all live in
    town.py      Slack, EnKash, people, one ledger, on SQLite or on Postgres, and what goes wrong
    story.py     one ledger through many deaths, then calm until nothing is left to do, then the check
    trial.py     so many kills, several stories side by side: `trial(count)`

A life is the whole `Shabash` that `shabash run` runs, in a process of its own, and its death is the kernel's. Time
between two lives is set, as everywhere in the bot, so a lease is over without being waited for.
"""
