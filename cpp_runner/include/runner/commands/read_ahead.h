// ReadAhead: the samples of files in their order. Where there are two processors, pictures and sounds are read by a thread of
// its own while the model works on the ones before.
// Thread rule: one thread asks. The other only reads the predictor's contract and what its inputs take, which nothing changes.
#ifndef RUNNER_COMMANDS_READ_AHEAD_H_
#define RUNNER_COMMANDS_READ_AHEAD_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "runner/core/base/result.h"
#include "runner/core/preprocess/sample_parser.h"
#include "runner/core/program/predictor.h"
#include "runner/system/thread.h"

namespace runner {

class ReadAhead {
 public:
  // Both must outlive this, and stay where they are. The seed makes noise that files do not give.
  ReadAhead(const Predictor& predictor, const std::vector<std::string>& files, Seed seed = {});
  ~ReadAhead();
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  // Those of the next file, as ReadSamples; a picture that was read ahead is an exact tensor already.
  Result<std::vector<InputSample>> Next();

 private:
  using Samples = Result<std::vector<InputSample>>;

  void ReadAll();
  // Nothing where the file is to be read when its turn comes: it is no picture and no sound, or a large one.
  std::optional<Samples> ReadEarly(const std::string& file) const;

  const Predictor& predictor_;
  const std::vector<std::string>& files_;
  const Seed seed_;
  size_t next_ = 0;  // file that is asked for next
  bool beside_ = false;  // another thread reads

  Monitor monitor_;  // for what follows
  bool has_result_ = false;
  std::optional<Samples> result_;  // of the file next_, as ReadEarly
  bool stop_ = false;

  Thread thread_;  // last: it ends before anything else does
};

}  // namespace runner

#endif  // RUNNER_COMMANDS_READ_AHEAD_H_
