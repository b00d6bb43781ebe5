# WebAssembly with the 128-bit vectors that every current browser has, for web pages: the core alone. Whoever configures names
# the compiler and its target.
set(CMAKE_SYSTEM_NAME WASI)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
set(CMAKE_CXX_FLAGS_INIT "-msimd128")
