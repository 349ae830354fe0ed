"""What is thought without acting: standard library only, no clock, no I/O, no randomness."""
