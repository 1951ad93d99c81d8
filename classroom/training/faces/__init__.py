"""The face detector's training: portraits -> drawn galleries -> network. Keras is imported only where it is used."""
