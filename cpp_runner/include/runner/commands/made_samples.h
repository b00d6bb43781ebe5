// Samples that the command line puts together: noise of seeds, and a file for each of several inputs ("content=cat.jpg").
// Thread rule: functions without state.
#ifndef RUNNER_COMMANDS_MADE_SAMPLES_H_
#define RUNNER_COMMANDS_MADE_SAMPLES_H_

#include <string>
#include <utility>
#include <vector>

#include "runner/commands/options.h"
#include "runner/core/base/result.h"
#include "runner/core/contract/contract.h"
#include "runner/core/preprocess/sample_parser.h"

namespace runner {

struct MadeSample {
  std::string name;  // what answers are called by
  std::vector<std::pair<std::string, std::string>> parts;  // the names of inputs, and a file or the numbers themselves
  Seed seed;
};

// Which samples the options mean; none where they name plain files. An input that several files, a folder or a pattern are
// named for has one in each sample; one that has a single file has that in all. Refused where their numbers differ, where
// some names have no input, and where a seed is given to a model that takes no noise.
Result<std::vector<MadeSample>> PlanSamples(const Contract& contract, const Options& options);

// Failures do not name the sample.
Result<InputSample> ReadMadeSample(const Contract& contract, const MadeSample& made);

}  // namespace runner

#endif  // RUNNER_COMMANDS_MADE_SAMPLES_H_
