# The sources that know neither the runtime nor the process: everything that the tests in tests/ cover.
# picture_stb.cc is empty unless RUNNER_WITH_STB is defined.
set(RUNNER_PURE_SOURCES
  src/answer.cc
  src/bmp.cc
  src/contract.cc
  src/contract_json.cc
  src/contract_table.cc
  src/entry.cc
  src/file.cc
  src/inflate.cc
  src/json.cc
  src/npy.cc
  src/npz.cc
  src/picture.cc
  src/picture_stb.cc
  src/ppm.cc
  src/preprocess.cc
  src/preprocess_picture.cc
  src/preprocess_sound.cc
  src/quantize.cc
  src/resize.cc
  src/sound.cc
  src/tensor.cc
  src/toml.cc
  src/toml_scanner.cc
  src/zip.cc
)
