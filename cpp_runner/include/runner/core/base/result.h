// Result<T>: a value or a Failure. Every fallible function returns one; failures travel up to the thin main.
// Thread rule: plain values, owned by one thread at a time.
#ifndef RUNNER_CORE_BASE_RESULT_H_
#define RUNNER_CORE_BASE_RESULT_H_

#include <string>
#include <utility>
#include <variant>

namespace runner {

// A failure as a person reads it: what happened, why, what to do. `exit_code` is the program's when nobody handles it.
struct Failure {
  std::string what;
  std::string why;
  std::string remedy;
  int exit_code = 2;

  // The user asked for something wrong (arguments, a file of theirs).
  static Failure Usage(std::string what, std::string why, std::string remedy) {
    return {std::move(what), std::move(why), std::move(remedy), 2};
  }
  // The program cannot run on this machine or with this model.
  static Failure CannotRun(std::string what, std::string why, std::string remedy) {
    return {std::move(what), std::move(why), std::move(remedy), 3};
  }
  // The same about something that has a name: "a.csv: The table is empty".
  Failure About(const std::string& name) const { return {name + ": " + what, why, remedy, exit_code}; }
  // All of it in one line.
  std::string Sentence() const { return what + ". " + why + " " + remedy; }
};

// All three in one line, for a table's cell or a JSON object.
inline std::string FailureLine(const Failure& failure) { return failure.what + ". " + failure.why + " " + failure.remedy; }

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}            // NOLINT: implicit by design
  Result(Failure failure) : state_(std::in_place_index<1>, std::move(failure)) {}  // NOLINT: implicit by design

  bool ok() const { return state_.index() == 0; }
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  const Failure& failure() const { return std::get<1>(state_); }

 private:
  std::variant<T, Failure> state_;
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
  if (!result.ok()) return result.failure();            \
  target = std::move(result).value()
#define RUNNER_TRY(expression)                                  \
  do {                                                          \
    auto attempt = (expression);                                \
    if (!attempt.ok()) return attempt.failure();                \
  } while (false)

#endif  // RUNNER_CORE_BASE_RESULT_H_
