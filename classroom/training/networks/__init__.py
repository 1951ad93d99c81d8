"""The trunks of the recipes: as data (`trunks`), and as Keras layers (the builders, which import keras)."""
