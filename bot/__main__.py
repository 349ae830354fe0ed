"""`python -m bot` is `shabash`."""

from bot.cli import main

if __name__ == "__main__":
    main()
