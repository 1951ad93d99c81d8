"""A model and labelled faces -> figures of how good it is; runs without keras."""
