"""From the agent to where its records are kept: at once when that answers, later and in order when it does not."""
