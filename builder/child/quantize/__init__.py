"""Quantization of .tflite files, and the analysis of which layers lose most by it."""
