"""What goes wrong with the embedded database, in words that say what to do."""


class DatabaseRefused(Exception):
    """The embedded database cannot or must not be started; the message says why and what to do."""
