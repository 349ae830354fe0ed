"""Four processes on one Postgres, under supervision, while people go on and one trouble follows the other.

    place.py     where one process is kept alive: it has a line of its own to the database
    troubles.py  what befalls them: deaths, stops past a lease, restarts, a database that goes, a network that is cut
    story.py     one ledger through many troubles, then calm until nothing is left to do, then the check
    trial.py     so many troubles, several stories side by side: `trial(count)`

The processes, Slack, EnKash, people and the check are those of `tests/kills`.
"""
