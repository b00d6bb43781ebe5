// Of src/system/cxx_runtime.cc. Linked without the C++ library like the runner, and therefore without check.h, which needs it.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>
#include <utility>
#include <vector>

namespace {

int failures = 0;

void Equal(const std::string& found, const std::string& expected) {
  if (found == expected) return;
  std::printf("found \"%s\", expected \"%s\"\n", found.c_str(), expected.c_str());
  ++failures;
}

void NumbersAreWritten() {
  Equal(std::to_string(0), "0");
  Equal(std::to_string(-1), "-1");
  Equal(std::to_string(4294967295u), "4294967295");
  Equal(std::to_string(INT64_MIN), "-9223372036854775808");
  Equal(std::to_string(UINT64_MAX), "18446744073709551615");
}

void StringsWork() {
  std::string text = "short";
  text += " and then so long that it needs memory";
  const std::string copy = text;
  Equal("<" + copy.substr(0, 5) + ">", "<short>");
  text.insert(0, "a ").erase(2, 6).resize(10);
  Equal(text, "a and then");
  std::vector<std::string> many;
  for (int i = 0; i < 1000; ++i) many.push_back(copy);
  Equal(std::move(many).back(), copy);
}

[[noreturn]] void MemoryEnded() { std::_Exit(failures == 0 ? 0 : 1); }

// Ends the program: with 0 when the handler is asked, as crash_handlers.h relies on.
void TheHandlerIsAskedWhenMemoryEnds() {
  std::set_new_handler(MemoryEnded);
  volatile size_t more_than_there_is = PTRDIFF_MAX;
  void* volatile memory = ::operator new(more_than_there_is);
  std::printf("%p was given\n", memory);
  ++failures;
}

}  // namespace

int main() {
  NumbersAreWritten();
  StringsWork();
  TheHandlerIsAskedWhenMemoryEnds();
  return failures == 0 ? 0 : 1;
}
