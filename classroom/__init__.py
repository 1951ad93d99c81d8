"""Zoom-style class analytics: from the gallery on the teacher's screen to engagement timelines."""

import os

# onnxruntime's wheel reports to its maker unless this is set before its first import: nothing may leave the machine.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

__version__ = "0.1.0"
