"""From a loaded model to a .tflite file."""
