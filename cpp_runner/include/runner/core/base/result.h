// Result<T>: a value or a Failure. Every fallible function returns one; failures travel up to the thin main.
// A Failure is one pointer, and what makes, copies and frees it is compiled once: there are hundreds of places that may fail,
// and their code would be a tenth of the program otherwise.
// Thread rule: plain values, owned by one thread at a time.
#ifndef RUNNER_CORE_BASE_RESULT_H_
#define RUNNER_CORE_BASE_RESULT_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace runner {

// A failure as a person reads it: what happened, why, what to do. `exit_code` is the program's when nobody handles it.
class Failure {
 public:
  Failure() = default;  // none: without words
  Failure(std::string_view what, std::string_view why, std::string_view remedy, int exit_code = 2);
  Failure(const Failure& other);
  Failure(Failure&& other) noexcept : words_(std::exchange(other.words_, nullptr)) {}
  Failure& operator=(Failure other) noexcept {
    std::swap(words_, other.words_);
    return *this;
  }
  ~Failure();

  // The user asked for something wrong (arguments, a file of theirs).
  static Failure Usage(std::string_view what, std::string_view why, std::string_view remedy);
  // The program cannot run on this machine or with this model.
  static Failure CannotRun(std::string_view what, std::string_view why, std::string_view remedy);

  const std::string& what() const;
  const std::string& why() const;
  const std::string& remedy() const;
  int exit_code() const;

  Failure WithWhat(std::string_view what) const;
  Failure WithExitCode(int exit_code) const;
  // The same about something that has a name: "a.csv: The table is empty".
  Failure About(const std::string& name) const;
  // All three in one line, for a table's cell or a JSON object.
  std::string Sentence() const;

 private:
  struct Words;
  static const Words kNone;

  const Words& words() const { return words_ == nullptr ? kNone : *static_cast<const Words*>(words_); }

  Words* words_ = nullptr;  // null where it is none, or was moved from
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}                  // NOLINT: implicit by design
  Result(Failure failure) : failure_(std::move(failure)) {}      // NOLINT: implicit by design

  bool ok() const { return value_.has_value(); }
  T& value() & { return *value_; }
  const T& value() const& { return *value_; }
  T&& value() && { return *std::move(value_); }
  const Failure& failure() const& { return failure_; }
  Failure&& failure() && { return std::move(failure_); }

 private:
  std::optional<T> value_;
  Failure failure_;
};

// The value of a function that only succeeds or fails.
struct Done {};

}  // namespace runner

#define RUNNER_CONCAT_INNER(a, b) a##b
#define RUNNER_CONCAT(a, b) RUNNER_CONCAT_INNER(a, b)
// RUNNER_ASSIGN(auto x, Compute()): x is the value, or the enclosing function returns the failure.
#define RUNNER_ASSIGN(target, expression) \
  RUNNER_ASSIGN_INNER(RUNNER_CONCAT(result_, __LINE__), target, expression)
#define RUNNER_ASSIGN_INNER(result, target, expression) \
  auto result = (expression);                           \
  if (!result.ok()) return std::move(result).failure(); \
  target = std::move(result).value()
#define RUNNER_TRY(expression)                              \
  do {                                                      \
    auto attempt = (expression);                            \
    if (!attempt.ok()) return std::move(attempt).failure(); \
  } while (false)

#endif  // RUNNER_CORE_BASE_RESULT_H_
