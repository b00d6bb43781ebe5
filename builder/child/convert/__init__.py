"""Conversion of a loaded model to a .tflite file."""
