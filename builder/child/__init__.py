"""Child process that loads, converts, quantizes and runs models; the only package that imports tensorflow."""
