# 64-bit Windows 10 and newer. Whoever configures names the compiler and its target.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR AMD64)
