# Each NAME is the program tests/NAME_test.cc, linked with the pure sources.
set(RUNNER_TESTS
  answer
  contract
  disk
  file
  json
  npy
  picture
  preprocess
  quantize
  resize
  sound
  tensor
  toml
  zip
)
