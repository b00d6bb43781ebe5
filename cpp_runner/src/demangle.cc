#include <cstddef>

#ifdef _LIBCPP_VERSION

// The C++ library names the type of an exception that nobody catches. For that alone it brings 100 KB of code into a
// program that carries it inside; the runner throws none, and this answer, "no name", keeps that code out.
extern "C" __attribute__((visibility("hidden"))) char* __cxa_demangle(const char*, char*, size_t*, int* status) {
  if (status != nullptr) *status = -1;
  return nullptr;
}

#endif
