// Reads and writes NumPy's .npy format (numpy.lib.format, versions 1 to 3) to a Tensor and back.
// Thread rule: functions without state.
#ifndef RUNNER_CORE_FORMATS_NPY_H_
#define RUNNER_CORE_FORMATS_NPY_H_

#include <string>
#include <string_view>

#include "runner/core/base/result.h"
#include "runner/core/base/tensor.h"

namespace runner {

// An array of float16/32/64, int8/16/32/64, uint8 or bool with at most 8 axes, in row-major order and this machine's
// byte order whatever the file's was. What follows its data is left alone.
Result<Tensor> ParseNpy(std::string_view bytes);

// Whether `bytes` are an array in good form whose element type ParseNpy does not take (texts, uint16, records).
bool IsNpyOfOtherType(std::string_view bytes);

// Reads the header at the beginning of `bytes`: a tensor without data. Refused as by ParseNpy.
Result<Tensor> ParseNpyHeader(std::string_view bytes);

// Everything before the data, padded to a multiple of 64 bytes.
std::string NpyHeader(const Tensor& tensor);
// The whole file.
std::string NpyBytes(const Tensor& tensor);

}  // namespace runner

#endif  // RUNNER_CORE_FORMATS_NPY_H_
