// InputArrayCheck: whether a large array in an archive can be what a model takes, by what its header says.
// Thread rule: plain values; the contract must outlive it.
#ifndef RUNNER_CORE_PREPROCESS_INPUT_ARRAY_CHECK_H_
#define RUNNER_CORE_PREPROCESS_INPUT_ARRAY_CHECK_H_

#include <string>

#include "runner/core/contract/contract.h"
#include "runner/core/formats/npz.h"

namespace runner {

class InputArrayCheck final : public ArrayJudge {
 public:
  // With `many` an array may hold any number of samples, else one.
  InputArrayCheck(const Contract& contract, bool many) : contract_(contract), many_(many) {}

  // Refuses an array that no input is called after, and one whose elements are not those of whole samples. Where a size of
  // the input is open, any number of elements is one.
  Result<Done> Judge(const std::string& name, ElementType type, const Shape& shape) const override;

 private:
  const Contract& contract_;
  bool many_;
};

}  // namespace runner

#endif  // RUNNER_CORE_PREPROCESS_INPUT_ARRAY_CHECK_H_
