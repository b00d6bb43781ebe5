// Recognizes .tflite files and finds their variable tensors (the FlatBuffers schema of TensorFlow Lite, version 3).
// Thread rule: functions without state.
#ifndef RUNNER_CORE_TFLITE_TFLITE_FILE_H_
#define RUNNER_CORE_TFLITE_TFLITE_FILE_H_

#include <cstddef>
#include <string_view>
#include <vector>

namespace runner {

// Whether the bytes begin like a .tflite file. `first_bytes` needs 8 of them.
bool LooksLikeModel(std::string_view first_bytes);

// Where the bytes are that mark a tensor as a variable (memory that an operator keeps from run to run, as LSTM does).
// Empty for a file that has none or that is not laid out as it should be.
std::vector<size_t> VariableMarks(std::string_view model);

}  // namespace runner

#endif  // RUNNER_CORE_TFLITE_TFLITE_FILE_H_
