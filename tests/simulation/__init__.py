"""The whole of Shabash's money path between a simulated Slack, EnKash, clock and scheduler: one thread, one seed.

    nature.py    chance, the clock, and the trace of what happened: the seed decides everything
    enkash.py    EnKash behind a network that loses, delays, repeats and garbles
    slack.py     Slack, away or refusing at times; it remembers every word
    replica.py   one process of the bot, made of the real parts, that may die wherever it commits or calls out
    company.py   what people do: ask, decide, settle, pause, leave
    copies.py    copies of the ledger, and how one takes its place
    deeds.py     what may happen in a life, and which chapters of it a seed chooses
    ground.py    what every life begins with
    run.py       one run: a life of so many deeds, then calm until everything has come to rest
    checker.py   what must be true afterwards
    mutants.py   deliberate faults in the money path, as data
    trial.py     so many runs: `trial(count)`

A run takes some tens of milliseconds, so thousands of seeds fit into a test. The same seed is the same run, to the
letter of its trace.
"""
