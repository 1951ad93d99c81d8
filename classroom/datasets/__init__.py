"""Labelled faces on disk -> checked pictures, labels and votes; training and evaluation read them here."""
