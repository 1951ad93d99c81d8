"""The recogniser of name labels: drawn lines of text -> network -> model file and card."""
