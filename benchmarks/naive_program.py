"""The usual way, for comparison: a program with TensorFlow, Keras and Pillow, frozen by benchmarks/products.py."""

import sys
from pathlib import Path

import keras
import numpy as np
from PIL import Image

home = Path(getattr(sys, "_MEIPASS", "."))
model = keras.models.load_model(home / "digits.keras", compile=False)
picture = Image.open(sys.argv[1]).convert("L").resize((8, 8), Image.Resampling.BILINEAR)
answer = model.predict(np.asarray(picture, dtype=np.float32)[None, :, :, None] / 255.0, verbose=0)
print(int(answer.argmax()), float(answer.max()))
