"""The tests; OpenCV is silenced before any of them uses it, since FFmpeg reads its level only once."""

from classroom.vision.opencv_log import silence_opencv

silence_opencv()
