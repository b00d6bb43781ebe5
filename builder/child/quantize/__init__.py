"""Smaller .tflite files by quantization."""
