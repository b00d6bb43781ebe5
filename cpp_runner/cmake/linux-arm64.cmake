# 64-bit Linux on ARM processors, Raspberry Pi 3 and newer. Whoever configures names the compiler and its target.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
# ARMv8.0, and no call that asks at run time for more.
set(CMAKE_CXX_FLAGS_INIT "-mcpu=generic -mno-outline-atomics")
