"""How fast the bot is, as ratios measured side by side in one run: `make bench`.

Seconds say more about a machine than about a program, so each measurement runs the bot and a floor in turn, on the
same machine at the same moment, and reports one over the other. Each has a module of its own:

    1 command.py   one /reward from its signature to its commit      5 growth.py   with a million rewards in the ledger
    2 traffic.py   over HTTP, under load                             6 memory.py   after a hundred thousand commands
    3 hanging.py   while EnKash hangs                                7 start.py    until it is ready to serve
    4 carrying.py  the outbox against a slow EnKash                  8 attacks.py  what is refused to attackers
                                                                 9 verifying.py `shabash audit verify`

It is a benchmark and no test: it always ends with 0, and says plainly what is not met.
"""
