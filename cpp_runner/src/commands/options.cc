#include "runner/commands/options.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <utility>

#include "runner/core/preprocess/sample_parser.h"

namespace runner {
namespace {

constexpr int kMostRuns = 1000000;
constexpr int kMostThreads = 256;
constexpr int kMostPort = 65535;
constexpr int kMostSeeds = 100000;

const char* const kKnown[] = {"--tensor",  "--output",   "--preprocess", "--info",  "--bench",   "--serve-pipe", "--version",
                              "--licenses", "--help",    "--json",       "--float", "--threads", "--model",      "--contract",
                              "--about",   "--runtime",  "--self-test",  "--save",      "--csv",
                              "--serve",   "--port",     "--no-browser", "--model-elsewhere", "--seed", "--count"};

Failure Wrong(const std::string& what, const std::string& why) {
  return Failure::Usage(what, why, "Start the program with --help to see what it understands.");
}

Failure Unknown(const std::string& option) {
  const auto nearest = std::min_element(std::begin(kKnown), std::end(kKnown), [&](const char* a, const char* b) {
    return EditDistance(option, a) < EditDistance(option, b);
  });
  const std::string what = "The option " + option + " is not known";
  const std::string why = "The program has no option of this name.";
  const int most = option.size() > 9 ? 3 : 2;
  if (EditDistance(option, *nearest) > most) return Wrong(what, why);
  return Failure::Usage(what, why, std::string("Use ") + *nearest + " if that is what you mean; --help lists all options.");
}

// A whole number from 1 to `most`; nothing when the text is anything else.
std::optional<int> NumberUpTo(const std::string& text, int most) {
  if (text.empty() || text.size() > 9 || text.find_first_not_of("0123456789") != std::string::npos) return {};
  const int value = std::atoi(text.c_str());  // at most nine digits: it fits
  if (value < 1 || value > most) return {};
  return value;
}

class OptionsParser {
 public:
  OptionsParser(const std::vector<std::string>& arguments, bool from_desktop) : arguments_(arguments), from_desktop_(from_desktop) {}

  Result<Options> Parse() {
    while (at_ < arguments_.size()) {
      const std::string argument = arguments_[at_++];
      if (argument.size() < 2 || argument[0] != '-' || only_files_) {
        options_.files.push_back(argument);
        continue;
      }
      if (argument == "--") {
        only_files_ = true;
        continue;
      }
      RUNNER_TRY(Option(argument));
    }
    return Check();
  }

 private:
  Result<Done> Option(const std::string& argument) {
    const size_t equals = argument.find('=');
    name_ = argument.substr(0, equals);
    inline_value_ = equals == std::string::npos ? std::nullopt : std::optional<std::string>(argument.substr(equals + 1));
    RUNNER_ASSIGN(const bool known, Setting());
    if (!known) {
      RUNNER_ASSIGN(const bool command, CommandOption());
      if (!command) return Unknown(name_);
    }
    if (inline_value_) return Wrong("The option " + name_ + " takes no value", "It was given \"" + *inline_value_ + "\".");
    return Done{};
  }

  // Options that go with several commands.
  Result<bool> Setting() {
    const std::pair<const char*, std::string*> paths[] = {
        {"--model", &options_.named.model},       {"--contract", &options_.named.contract},
        {"--about", &options_.named.card},       {"--runtime", &options_.named.runtime},
        {"--output", &options_.output},           {"--save", &options_.save},
        {"--csv", &options_.csv},
    };
    for (const auto& [option, path] : paths) {
      if (name_ != option) continue;
      RUNNER_ASSIGN(*path, Value());
      return true;
    }
    if (name_ == "--licenses") return Licenses();
    if (name_ == "--threads") {
      RUNNER_ASSIGN(const std::string value, Value());
      asks_best_threads_ = value == "auto";
      named_threads_ = true;
      if (asks_best_threads_) return true;
      RUNNER_ASSIGN(options_.threads, NumberIn(value, kMostThreads));
      return true;
    }
    if (name_ == "--port") {
      RUNNER_ASSIGN(options_.port, NumberValue(kMostPort));
      return true;
    }
    if (name_ == "--seed") {
      RUNNER_ASSIGN(const std::string value, Value());
      const Result<uint32_t> seed = ParseSeed(value);
      if (!seed.ok()) return Wrong("The option --seed needs a whole number", "It was given \"" + value + "\"; " + seed.failure().why());
      options_.seed = seed.value();
      return true;
    }
    if (name_ == "--count") {
      RUNNER_ASSIGN(options_.count, NumberValue(kMostSeeds));
      return true;
    }
    if (name_ == "--no-browser") {
      options_.browser = false;
      return true;
    }
    if (name_ == "--model-elsewhere") {
      options_.elsewhere = true;
      return true;
    }
    bool* const flag = name_ == "--json" ? &options_.json : name_ == "--float" ? &options_.dequantize : nullptr;
    if (flag != nullptr) *flag = true;
    return flag != nullptr;
  }

  // With a value it names the file; it is also the task when there is no other.
  Result<bool> Licenses() {
    const bool follows = at_ < arguments_.size() && arguments_[at_].substr(0, 1) != "-";
    if (inline_value_ || follows) {
      RUNNER_ASSIGN(options_.named.licenses, Value());
      asks_licenses_ = true;
      return true;
    }
    RUNNER_TRY(Choose(Command::kLicenses));
    return true;
  }

  Result<bool> CommandOption() {
    if (name_ == "--tensor" || name_ == "--preprocess") {
      RUNNER_TRY(Choose(name_ == "--tensor" ? Command::kTensor : Command::kPreprocess));
      RUNNER_ASSIGN(options_.input, Value());
      return true;
    }
    if (name_ == "--bench") {
      RUNNER_TRY(Choose(Command::kBench));
      const bool follows = at_ < arguments_.size() && arguments_[at_].find_first_not_of("0123456789") == std::string::npos;
      if (inline_value_ || follows) {
        RUNNER_ASSIGN(options_.runs, NumberValue(kMostRuns));
      }
      return true;
    }
    const std::pair<const char*, Command> plain[] = {
        {"--info", Command::kInfo}, {"--self-test", Command::kSelfTest}, {"--serve", Command::kServePage}, {"--serve-pipe", Command::kServePipe}, {"--version", Command::kVersion},
        {"--help", Command::kHelp}, {"-h", Command::kHelp},
    };
    for (const auto& [option, command] : plain) {
      if (name_ != option) continue;
      RUNNER_TRY(Choose(command));
      return true;
    }
    return false;
  }

  Result<Done> Choose(Command command) {
    if (!command_name_.empty() && options_.command != command) {
      return Wrong("The options " + command_name_ + " and " + name_ + " do not go together", "Each asks for something else.");
    }
    options_.command = command;
    command_name_ = name_;
    return Done{};
  }

  Result<std::string> Value() {
    std::string value;
    if (inline_value_) {
      value = *inline_value_;
      inline_value_.reset();
    } else if (at_ < arguments_.size() && arguments_[at_].substr(0, 2) != "--") {
      value = arguments_[at_++];
    }
    if (value.empty()) return Wrong("The option " + name_ + " needs a value", "Nothing follows it.");
    return value;
  }

  Result<int> NumberValue(int most) {
    RUNNER_ASSIGN(const std::string text, Value());
    return NumberIn(text, most);
  }

  Result<int> NumberIn(const std::string& text, int most) const {
    const std::optional<int> number = NumberUpTo(text, most);
    if (number) return *number;
    return Wrong("The option " + name_ + " needs a whole number", "It was given \"" + text + "\"; 1 to " + std::to_string(most) +
                                                                      " is possible.");
  }

  // Without a file and a task it is the page that is asked for, and from the desktop also with files.
  Result<Done> CheckPage() {
    const bool named = options_.port != 0 || !options_.browser;
    if (from_desktop_ && !options_.files.empty() && options_.files.size() == arguments_.size()) {
      options_.command = Command::kServePage;
      options_.watched = true;
    }
    if (options_.command == Command::kPredict && options_.files.empty() && !options_.seed) {
      if (!arguments_.empty() && !named) return Wrong("There is nothing to do", "No file and no task was named.");
      options_.command = Command::kServePage;
      options_.watched = arguments_.empty();
    }
    if (options_.command == Command::kServePage || !named) return Done{};
    return Wrong(std::string("The option ") + (options_.browser ? "--port" : "--no-browser") + " has no use here",
                 "It belongs to --serve.");
  }

  Result<Options> Check() {
    if (command_name_.empty() && options_.files.empty() && asks_licenses_) options_.command = Command::kLicenses;
    RUNNER_TRY(CheckPage());
    const Command command = options_.command;
    const bool writes = command == Command::kTensor || command == Command::kPreprocess;
    if (!command_name_.empty() && command != Command::kServePage && !options_.files.empty()) {
      return Wrong("The argument \"" + options_.files[0] + "\" is one too many", command_name_ + " takes no more files.");
    }
    if (writes && options_.output.empty()) {
      return Failure::Usage("The option " + command_name_ + " needs a place for its result", "No --output was given.",
                            std::string("Add --output and the name of a file that ends in ") +
                                (command == Command::kTensor ? ".npz." : ".npy."));
    }
    if (!writes && !options_.output.empty()) {
      return Wrong("The option --output has no use here", "It belongs to --tensor and --preprocess.");
    }
    if (options_.dequantize && command != Command::kTensor) {
      return Wrong("The option --float has no use here", "It belongs to --tensor.");
    }
    if (options_.elsewhere && (command != Command::kServePipe || !options_.named.model.empty())) {
      return Wrong("The option --model-elsewhere has no use here", "It belongs to --serve-pipe without --model.");
    }
    const bool can_json = command == Command::kPredict || command == Command::kInfo || command == Command::kBench ||
                          command == Command::kSelfTest;
    if (options_.json && !can_json) {
      return Wrong("The option --json has no use here", "It belongs to files, --info, --bench and --self-test.");
    }
    const bool answers = command == Command::kPredict;
    if (options_.count > 1 && !options_.seed) return Wrong("The option --count has no use here", "It belongs to --seed.");
    if (options_.seed && !answers) return Wrong("The option --seed has no use here", "It belongs to files, or stands for itself.");
    if (!answers && (!options_.save.empty() || !options_.csv.empty())) {
      return Wrong(std::string("The option ") + (options_.csv.empty() ? "--save" : "--csv") + " has no use here", "It belongs to files.");
    }
    if (asks_best_threads_ && command != Command::kBench) {
      return Wrong("The option --threads needs a whole number here", "Only --bench finds out which number is best.");
    }
    options_.choose_threads = command == Command::kBench && (asks_best_threads_ || !named_threads_);
    return options_;
  }

  const std::vector<std::string>& arguments_;
  const bool from_desktop_;
  size_t at_ = 0;
  bool only_files_ = false;
  bool asks_licenses_ = false;
  bool named_threads_ = false;
  bool asks_best_threads_ = false;
  std::string name_;  // of the option being read
  std::optional<std::string> inline_value_;
  std::string command_name_;
  Options options_;
};

}  // namespace

int EditDistance(const std::string& a, const std::string& b) {
  std::vector<std::vector<int>> cost(a.size() + 1, std::vector<int>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) {
    for (size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = static_cast<int>(i + j);
        continue;
      }
      const int change = a[i - 1] == b[j - 1] ? 0 : 1;
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
  }
  return cost[a.size()][b.size()];
}

Result<Options> ParseOptions(const std::vector<std::string>& arguments, bool from_desktop) {
  return OptionsParser(arguments, from_desktop).Parse();
}

}  // namespace runner
