"""Parts of pages: pure functions from views to Dash components."""
