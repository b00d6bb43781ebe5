// Recognizes .tflite files and finds what they keep from run to run (the FlatBuffers schema of TensorFlow Lite, version 3).
// Thread rule: functions without state.
#ifndef RUNNER_CORE_TFLITE_TFLITE_FILE_H_
#define RUNNER_CORE_TFLITE_TFLITE_FILE_H_

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace runner {

// Whether the bytes begin like a .tflite file. `first_bytes` needs 8 of them.
bool LooksLikeModel(std::string_view first_bytes);

// A byte that is not 0, and its place in the file.
using StateMark = std::pair<size_t, char>;

// The bytes that mark tensors as variables (memory that an operator keeps from run to run, as LSTM does) and that count the
// other tensors which such operators work in. Empty for a file that has none or that is not laid out as it should be.
std::vector<StateMark> StateMarks(std::string_view model);

// Whether an operator writes to a variable that is no tensor (VAR_HANDLE, ASSIGN_VARIABLE).
bool AssignsVariables(std::string_view model);

}  // namespace runner

#endif  // RUNNER_CORE_TFLITE_TFLITE_FILE_H_
