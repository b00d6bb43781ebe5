// The pieces of the C++ library that are not in its headers, as far as the runner needs them.
//
// Zig brings the C++ library as source and builds it for a target at the first link, which takes a minute that the user
// waits for. With the option RUNNER_OWN_CXX_RUNTIME the runner uses the library's headers only and is linked without the
// library itself. What is missing here is an error when the runner is linked, never something that shows at run time;
// so a newer Zig whose headers need more cannot go unnoticed.
// Thread rule: as the C++ library's own.

#include <charconv>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>

#ifdef __linux__
#include <pthread.h>
#endif

#ifndef _LIBCPP_VERSION
#error "RUNNER_OWN_CXX_RUNTIME is for the C++ library that comes with Clang and Zig"
#endif

// The headers say that these are compiled elsewhere, once for all: here. What nobody calls, the linker leaves out.
template class std::basic_string<char>;
template std::string std::operator+ <char, std::char_traits<char>, std::allocator<char>>(const char*, const std::string&);
#ifdef _WIN32
template class std::basic_string<wchar_t>;
#endif

namespace {

std::new_handler on_no_memory = nullptr;

#ifdef __linux__
// Before glibc 2.34 threads are a library of their own. The C++ library would ask for it; so this does, and the runtime
// finds it in a program that has had threads from its start.
[[gnu::used, gnu::retain]] const auto threads = &pthread_create;
#endif

template <typename Integer>
std::string Decimal(Integer value) {
  char digits[24];  // 64 bits have 20 digits, and there may be a sign
  return std::string(digits, std::to_chars(digits, digits + sizeof(digits), value).ptr);
}

}  // namespace

std::string std::to_string(int value) { return Decimal(value); }
std::string std::to_string(unsigned value) { return Decimal(value); }
std::string std::to_string(long value) { return Decimal(value); }
std::string std::to_string(unsigned long value) { return Decimal(value); }
std::string std::to_string(long long value) { return Decimal(value); }
std::string std::to_string(unsigned long long value) { return Decimal(value); }

// Where the headers would throw: an index outside of a string, a vector larger than memory.
void std::__libcpp_verbose_abort([[maybe_unused]] const char* format, ...) noexcept {
#ifndef __wasi__  // where nobody reads standard error
  va_list arguments;
  va_start(arguments, format);
  std::vfprintf(stderr, format, arguments);
  va_end(arguments);
#endif
  std::abort();
}

std::new_handler std::set_new_handler(std::new_handler handler) noexcept {
  const std::new_handler before = on_no_memory;
  on_no_memory = handler;
  return before;
}

// The handler frees memory or ends the process (crash_handlers.h).
void* operator new(std::size_t bytes) {
  for (;;) {
    if (void* const memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
    if (on_no_memory == nullptr) std::abort();
    on_no_memory();
  }
}

void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
