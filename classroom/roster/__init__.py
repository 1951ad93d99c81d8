"""Students of a course: their lists, the platforms' attendance files, and names that belong together; pure."""
