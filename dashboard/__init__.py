"""The dashboard: Dash pages over what was recorded."""
