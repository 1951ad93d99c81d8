"""What the notification with "Undo" says."""

UNDO = "Undo"
CLOSE = "Close this notice"
DONE = "Undone: {text}"
NOTHING = "there is nothing to undo any more: reload the page to see how things are now"
