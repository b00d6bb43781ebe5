# macOS on Apple's processors. Whoever configures names the compiler and its target, which has the oldest macOS in it.
set(CMAKE_SYSTEM_NAME Darwin)
set(CMAKE_SYSTEM_PROCESSOR arm64)
