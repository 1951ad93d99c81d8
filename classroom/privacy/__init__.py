"""Whose expressions may be read, under which names they are shown, how long they are kept; pure."""
