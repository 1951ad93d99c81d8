"""Layout and callbacks, one module a page."""
