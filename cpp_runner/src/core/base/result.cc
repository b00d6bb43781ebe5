#include "runner/core/base/result.h"

namespace runner {

struct Failure::Words {
  std::string what;
  std::string why;
  std::string remedy;
  int exit_code = 2;
};

const Failure::Words Failure::kNone;

Failure::Failure(std::string_view what, std::string_view why, std::string_view remedy, int exit_code)
    : words_(new Words{std::string(what), std::string(why), std::string(remedy), exit_code}) {}

Failure::Failure(const Failure& other) : words_(other.words_ == nullptr ? nullptr : new Words(*other.words_)) {}

Failure::~Failure() { delete words_; }

Failure Failure::Usage(std::string_view what, std::string_view why, std::string_view remedy) { return {what, why, remedy, 2}; }

Failure Failure::CannotRun(std::string_view what, std::string_view why, std::string_view remedy) {
  return {what, why, remedy, 3};
}

const std::string& Failure::what() const { return words().what; }
const std::string& Failure::why() const { return words().why; }
const std::string& Failure::remedy() const { return words().remedy; }
int Failure::exit_code() const { return words().exit_code; }

Failure Failure::WithWhat(std::string_view what) const { return {what, why(), remedy(), exit_code()}; }
Failure Failure::WithExitCode(int exit_code) const { return {what(), why(), remedy(), exit_code}; }
Failure Failure::About(const std::string& name) const { return WithWhat(name + ": " + what()); }
std::string Failure::Sentence() const { return what() + ". " + why() + " " + remedy(); }

}  // namespace runner
