"""Domain types -> Plotly figures; pure."""
