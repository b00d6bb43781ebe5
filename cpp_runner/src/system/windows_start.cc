// Where a program of Windows begins, and the pieces of the C library that are not in Windows' own (ucrtbase.dll).
//
// Zig brings mingw's C library as source, some 500 files, and builds all of it at the first link for Windows, which takes
// minutes that the user waits for. With the option RUNNER_OWN_CXX_RUNTIME the runner uses its headers only. What is missing
// here is an error when the runner is linked, never something that shows at run time.
// Thread rule: as the C library's own.

#include <windows.h>

#include <cstdarg>
#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv);

extern "C" {

// Of ucrtbase.dll, which the headers leave out.
void _set_app_type(int type);
int _initialize_narrow_environment(void);
int _crt_atexit(void (*function)(void));

}  // extern "C"

namespace {

constexpr int kConsoleProgram = 1;
constexpr unsigned long long kLikeC99 = 2;  // _CRT_INTERNAL_PRINTF_STANDARD_SNPRINTF_BEHAVIOR: how much would have been written

// Constructors of what lives as long as the program, between two marks that the linker sets.
using Constructor = void (*)();
extern "C" Constructor __CTOR_LIST__[];

void Construct() {
  size_t count = 0;
  while (__CTOR_LIST__[count + 1] != nullptr) ++count;
  for (; count > 0; --count) __CTOR_LIST__[count]();  // the linker has the first ones last
}

}  // namespace

extern "C" {

// `main` calls this first; here everything is done before.
void __main(void) {}

// The program's arguments are read from the system (process_info.cc), so none are handed over.
[[noreturn, gnu::used, gnu::force_align_arg_pointer]] void mainCRTStartup(void) {
  static char name[] = "";
  static char* arguments[] = {name, nullptr};
  _set_app_type(kConsoleProgram);
  _initialize_narrow_environment();
  Construct();
  std::exit(main(0, arguments));
}

int atexit(void (*function)(void)) { return _crt_atexit(function); }

int vfprintf(FILE* file, const char* format, va_list arguments) {
  return __stdio_common_vfprintf(kLikeC99, file, format, nullptr, arguments);
}

int fprintf(FILE* file, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const int written = vfprintf(file, format, arguments);
  va_end(arguments);
  return written;
}

int snprintf(char* text, size_t size, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const int written = __stdio_common_vsprintf(kLikeC99, text, size, format, nullptr, arguments);
  va_end(arguments);
  return written;
}

}  // extern "C"

// Functions with much on their stack call this, with its size in rax: the stack grows page by page, as each is touched.
__asm__(
    ".globl ___chkstk_ms\n"
    "___chkstk_ms:\n"
    "  pushq %rcx\n"
    "  pushq %rax\n"
    "  leaq 24(%rsp), %rcx\n"
    "1:\n"
    "  cmpq $0x1000, %rax\n"
    "  jb 2f\n"
    "  subq $0x1000, %rcx\n"
    "  orl $0, (%rcx)\n"
    "  subq $0x1000, %rax\n"
    "  jmp 1b\n"
    "2:\n"
    "  subq %rax, %rcx\n"
    "  orl $0, (%rcx)\n"
    "  popq %rax\n"
    "  popq %rcx\n"
    "  retq\n");
