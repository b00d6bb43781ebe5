# 64-bit Linux on Intel and AMD processors. Whoever configures names the compiler and its target.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
