"""Slack and EnKash stood in for, in a browser, for trying and testing with no account anywhere.

play.py        all of it together: `playing()`       stage.py, feed.py  the page's side of the server
workspace.py   Slack; slack_… are its parts          enkash.py          EnKash; enkash_… are its parts
bot_process.py the real bot, in a process to kill    faults.py          what goes wrong on request
bank.py, mishaps.py, backstage.py                    what stands beside the conversations
tape.py        what Slack sent the app               page/              what the browser is given
"""
