// The tests' own checks: TEST(name) { CHECK(condition); CHECK_EQ(found, expected); }, run by main.cc.
// A failed check is told with its file and line and the test goes on; the program then ends with 1.
// Thread rule: one thread.
#ifndef RUNNER_TESTS_CHECK_H_
#define RUNNER_TESTS_CHECK_H_

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

#include "runner/core/base/result.h"
#include "runner/core/base/tensor.h"

namespace runner_test {

struct Test {
  const char* file;
  const char* name;
  void (*run)();
};

inline std::vector<Test>& Tests() {
  static std::vector<Test> tests;
  return tests;
}

inline int& Failures() {
  static int failures = 0;
  return failures;
}

inline bool Register(const char* file, const char* name, void (*run)()) {
  Tests().push_back({file, name, run});
  return true;
}

template <typename T>
std::string Show(const T& value) {
  std::ostringstream out;
  out.precision(17);
  if constexpr (std::is_enum_v<T>) {
    out << static_cast<long long>(value);
  } else if constexpr (std::is_integral_v<T> && sizeof(T) == 1) {
    out << static_cast<int>(value);
  } else {
    out << value;
  }
  return out.str();
}

template <typename T>
std::string Show(const std::vector<T>& values) {
  std::string text = "[";
  for (const T& value : values) text += (text.size() == 1 ? "" : ", ") + Show(value);
  return text + "]";
}

inline void Report(const char* file, int line, const std::string& what) {
  ++Failures();
  std::printf("%s:%d: %s\n", file, line, what.c_str());
}

inline void Check(bool held, const char* text, const char* file, int line) {
  if (!held) Report(file, line, std::string("CHECK(") + text + ") does not hold");
}

template <typename Found, typename Expected>
void CheckEqual(const Found& found, const Expected& expected, const char* text, const char* file, int line) {
  if (!(found == expected))
    Report(file, line, std::string(text) + " is " + Show(found) + ", expected " + Show(expected));
}

// The value of a result that must be there; ends the test program where it is not, because the test cannot go on.
template <typename T>
T Must(runner::Result<T> result, const char* file, int line) {
  if (!result.ok()) {
    Report(file, line, "failed: " + result.failure().what() + ": " + result.failure().why());
    std::exit(1);
  }
  return std::move(result).value();
}

// What a failure says, or "" for a success.
template <typename T>
std::string Why(const runner::Result<T>& result) {
  if (result.ok()) return "";
  const runner::Failure& failure = result.failure();
  if (failure.what().empty() || failure.why().empty() || failure.remedy().empty()) return "a part of the failure is empty";
  return failure.what() + " | " + failure.why() + " | " + failure.remedy();
}

inline bool Contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

inline void CheckContains(const std::string& text, const std::string& part, const char* file, int line) {
  if (!Contains(text, part)) Report(file, line, "\"" + text + "\" does not contain \"" + part + "\"");
}

template <typename T>
runner::Tensor MakeTensor(runner::ElementType type, const runner::Shape& shape, const std::vector<T>& values) {
  runner::Tensor tensor;
  tensor.type = type;
  tensor.shape = shape;
  const std::byte* bytes = reinterpret_cast<const std::byte*>(values.data());
  tensor.data.assign(bytes, bytes + values.size() * sizeof(T));
  return tensor;
}

template <typename T>
std::vector<T> Values(const runner::Tensor& tensor) {
  std::vector<T> values(tensor.data.size() / sizeof(T));
  if (!values.empty()) std::memcpy(values.data(), tensor.data.data(), values.size() * sizeof(T));
  return values;
}

// The bytes that pairs of hexadecimal digits stand for.
inline std::string Bytes(const std::string& hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return bytes;
}

}  // namespace runner_test

#define TEST(name)                                                                       \
  static void name();                                                                    \
  static const bool name##_is_registered = runner_test::Register(__FILE__, #name, name); \
  static void name()
#define CHECK(condition) runner_test::Check(static_cast<bool>(condition), #condition, __FILE__, __LINE__)
#define CHECK_EQ(found, expected) runner_test::CheckEqual((found), (expected), #found, __FILE__, __LINE__)
#define CHECK_CONTAINS(text, part) runner_test::CheckContains((text), (part), __FILE__, __LINE__)
#define MUST(result) runner_test::Must((result), __FILE__, __LINE__)

#endif  // RUNNER_TESTS_CHECK_H_
