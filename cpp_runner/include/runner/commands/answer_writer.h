// AnswerWriter: where answers go: pictures into a folder, lines of JSON or a table on standard output, and a .csv file that
// appears only when it is whole.
// Thread rule: one thread; session and options must outlive it.
#ifndef RUNNER_COMMANDS_ANSWER_WRITER_H_
#define RUNNER_COMMANDS_ANSWER_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runner/commands/options.h"
#include "runner/core/answers/answer_columns.h"
#include "runner/core/answers/prediction.h"
#include "runner/core/base/result.h"
#include "runner/core/pictures/picture.h"
#include "runner/core/program/predictor.h"
#include "runner/system/partial_file.h"

namespace runner {

class AnswerWriter {
 public:
  static Result<AnswerWriter> Open(const Options& options, const Predictor& predictor, const std::vector<std::string>& files);

  // A failure of these is that of the place the answers go to.
  // `picture`: what a detector's boxes and points are drawn on, where they are saved; null = there is none. `alone`: it is the
  // only sample of its file.
  Result<Done> Answer(AnswerForm form, const Prediction& prediction, const Picture* picture, bool alone);
  Result<Done> Fail(const AnswerForm& form, const Failure& failure);
  // Puts the .csv file in its place.
  Result<Done> Finish();

 private:
  AnswerWriter(const Options& options, const Predictor& predictor, const std::vector<std::string>& files);

  const Options& options_;
  const Predictor& predictor_;
  AnswerColumns columns_;
  std::optional<PartialFile> csv_;
  bool single_ = false;  // the only file that was named
  size_t name_width_ = 0;
  bool begun_ = false;  // the table has its head
};

// Writes to standard output at once. A failure where it takes no more.
Result<Done> PrintNow(const std::string& text);

}  // namespace runner

#endif  // RUNNER_COMMANDS_ANSWER_WRITER_H_
