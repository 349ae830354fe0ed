"""Slack and EnKash stood in for, in a browser, for trying and testing with no account anywhere."""
