"""Imported where processes are forked from: what the first client in a process imports and reads is there already."""

from __future__ import annotations

from bot.enkash.exchange import Exchange

# What httpx is made of, and which authorities are believed.
Exchange(timeout_seconds=1.0).close()
