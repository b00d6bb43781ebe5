// AnswerColumns: answers as lines of a .csv file (RFC 4180), whose columns are known before the first of them.
// Thread rule: plain values; the contract must outlive them.
#ifndef RUNNER_CORE_ANSWERS_ANSWER_COLUMNS_H_
#define RUNNER_CORE_ANSWERS_ANSWER_COLUMNS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "runner/core/answers/answer_form.h"
#include "runner/core/answers/prediction.h"
#include "runner/core/base/result.h"
#include "runner/core/base/tensor.h"
#include "runner/core/contract/contract.h"

namespace runner {

class AnswerColumns {
 public:
  // Of a detector its boxes with their points, or the points; the best classes, every small output of known size, the share of each class of the masks, and, with `saved`, the files
  // of saved pictures; `rows` says that files may hold several samples.
  AnswerColumns(const Contract& contract, bool rows, bool saved);

  // The first line; a name that stands there already is told with its output's. Ends with a line break, as everything here.
  std::string Head() const;
  // The line of an answer, of a detector's one for each box, and one for each part of a sound. `specs` in the contract's order.
  std::string Lines(const Prediction& prediction, const std::vector<TensorSpec>& specs, const AnswerForm& form) const;
  // The line of a sample that has none.
  std::string FailureLine(const Failure& failure, const AnswerForm& form) const;

 private:
  struct Output {
    size_t index = 0;
    std::vector<std::string> names;  // of its values, or of its classes
  };

  std::vector<std::string> Begun(const AnswerForm& form) const;
  void AddRanks(std::vector<std::string>& cells, const Prediction& prediction, const std::vector<TensorSpec>& specs) const;
  // The cells of each line's box or points; one line without any where nothing was found.
  std::vector<std::vector<std::string>> DetectionCells(const Prediction& prediction, const std::vector<TensorSpec>& specs) const;
  size_t size() const;

  const Contract& contract_;
  bool rows_ = false;
  bool series_ = false;  // rows may be those of windows
  bool windows_ = false;
  bool present_ = false;  // of labels: whether each holds is told too
  size_t ranks_ = 0;      // how many of the best classes have columns
  std::vector<std::string> found_;  // names of the columns of a box and its points
  std::vector<Output> values_;
  std::vector<Output> masks_;
  std::vector<size_t> saved_;
};

}  // namespace runner

#endif  // RUNNER_CORE_ANSWERS_ANSWER_COLUMNS_H_
