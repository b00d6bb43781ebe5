// Numbers of the fields in the tables of the .tflite schema (version 3) that are read here.
#ifndef RUNNER_SRC_CORE_TFLITE_TFLITE_SCHEMA_H_
#define RUNNER_SRC_CORE_TFLITE_TFLITE_SCHEMA_H_

#include <cstdint>

namespace runner {

constexpr int kModelOperatorCodes = 1;
constexpr int kModelSubgraphs = 2;
constexpr int kModelBuffers = 4;
constexpr int kModelSignatures = 7;
constexpr int kSignatureInputs = 0;
constexpr int kSignatureOutputs = 1;
constexpr int kSignatureGraph = 4;
constexpr int kTensorMapName = 0;
constexpr int kTensorMapIndex = 1;
constexpr int kSubgraphTensors = 0;
constexpr int kSubgraphInputs = 1;
constexpr int kSubgraphOutputs = 2;
constexpr int kSubgraphOperators = 3;
constexpr int kTensorShape = 0;
constexpr int kTensorType = 1;
constexpr int kTensorBuffer = 2;
constexpr int kTensorName = 3;
constexpr int kTensorQuantization = 4;
constexpr int kTensorIsVariable = 5;
constexpr int kTensorSignature = 7;
constexpr int kTensorHasRank = 8;
constexpr int kQuantizationScale = 2;
constexpr int kQuantizationZeroPoint = 3;
constexpr int kOperatorInputs = 1;
constexpr int kOperatorOutputs = 2;
constexpr int kCodeBuiltin = 3;
constexpr uint32_t kAssignVariable = 144;  // an operator's number
constexpr int kOperatorMutating = 7;
constexpr int kOperatorIntermediates = 8;
constexpr int kBufferData = 0;
constexpr int kBufferOffset = 1;
constexpr int kBufferSize = 2;

}  // namespace runner

#endif  // RUNNER_SRC_CORE_TFLITE_TFLITE_SCHEMA_H_
