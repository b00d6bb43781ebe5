# core.wasm: a module without a start of its own, whose functions a page calls. Its memory grows as far as 32 bits reach.
add_executable(page_core src/system/cxx_runtime.cc)
target_link_libraries(page_core PRIVATE runner_small runner_fast)
target_compile_options(page_core PRIVATE ${RUNNER_SMALL_OPTIONS})
# The stack lies in front of everything else: what overflows it ends the module, and overwrites nothing.
target_link_options(page_core PRIVATE -nostdlib++ -mexec-model=reactor -s LINKER:--gc-sections LINKER:-z,stack-size=1048576)
set_target_properties(page_core PROPERTIES OUTPUT_NAME core SUFFIX .wasm CXX_EXTENSIONS OFF)
