// Options: what the command line asks for.
// Thread rule: plain values, owned by one thread at a time.
#ifndef RUNNER_COMMANDS_OPTIONS_H_
#define RUNNER_COMMANDS_OPTIONS_H_

#include <string>
#include <vector>

#include "runner/core/base/result.h"
#include "runner/core/preprocess/seeded_noise.h"
#include "runner/engine/program_files.h"

namespace runner {

enum class Command { kPredict, kTensor, kPreprocess, kInfo, kBench, kSelfTest, kServePage, kServePipe, kVersion, kLicenses, kHelp };

struct Options {
  Command command = Command::kPredict;
  std::string program = "runner";  // as it was called, without folders: a launcher passes its own name on
  std::vector<std::string> files;  // kPredict: files and folders; kServePage: those that the page begins with
  std::string input;               // kTensor, kPreprocess
  std::string output;              // the same
  std::string save;                // kPredict: a folder for pictures and masks
  std::string csv;                 // kPredict: a file for the table of all answers
  Seed seed;      // kPredict: of the noise that is not given
  int count = 1;  // kPredict: so many seeds, each one more than the one before
  bool json = false;
  bool dequantize = false;  // kTensor: --float
  int runs = 50;            // kBench
  int threads = 1;
  bool choose_threads = false;  // kBench: the count that measures best
  int port = 0;                 // kServePage: 0 = any that is free
  bool browser = true;          // kServePage: open the page in one
  bool elsewhere = false;       // kServePipe: whoever asks runs the model
  bool watched = false;         // kServePage: end a minute after the last page is closed
  NamedFiles named;  // files that were named; "" = the program's own
};

// No argument at all asks for the page, as long as one is open; so do files alone that were dropped on the program's icon.
Result<Options> ParseOptions(const std::vector<std::string>& arguments, bool from_desktop = false);

// How many letters must change, be left out, be added or trade places to turn one word into the other.
int EditDistance(const std::string& a, const std::string& b);

}  // namespace runner

#endif  // RUNNER_COMMANDS_OPTIONS_H_
