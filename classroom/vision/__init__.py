"""Seeing the gallery: sources, tiles, faces, names, emotions, tracks, pipeline."""
