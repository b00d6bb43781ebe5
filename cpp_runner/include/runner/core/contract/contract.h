// Contract: what goes into a model and what comes out, read from the TOML that builder/contract/contract.py writes.
// The fields, their defaults and their meaning are that module's; this one checks the same rules.
// Thread rule: plain values; a Contract that nobody changes may be read by several threads.
#ifndef RUNNER_CORE_CONTRACT_CONTRACT_H_
#define RUNNER_CORE_CONTRACT_CONTRACT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runner/core/base/result.h"
#include "runner/core/base/tensor.h"
#include "runner/core/formats/json_writer.h"

namespace runner {

enum class InputKind { kImage, kAudio, kTable, kTensor, kText };
// How a text becomes words, and words numbers (core/preprocess/text_input.h); as Keras's TextVectorization.
enum class Standardize { kNone, kLower, kStripPunctuation, kLowerAndStripPunctuation };
enum class TextSplit { kNone, kWhitespace, kCharacter };
enum class TextOutput { kInt, kMultiHot, kCount };
enum class OutputKind { kClasses, kLabels, kValues, kPicture, kMask, kBoxes, kPoints, kTensor };
enum class Color { kRgb, kBgr, kGray };
enum class Fit { kStretch, kCrop, kLetterbox };
enum class Layout { kNhwc, kNchw };
// What a seed makes where nobody gives the numbers (core/preprocess/seeded_noise.h).
enum class Noise { kNone, kNormal, kUniform };
enum class Activation { kNone, kSoftmax, kSigmoid };
// How the numbers of boxes and points are laid out (docs/runner.md).
enum class Detector { kNone, kSsd, kYoloV5, kYoloV8, kYoloEnd, kYoloPose, kMoveNet, kMoveNetMulti, kBlazeFace };
// Which of a detector's several outputs one is.
enum class DetectorPart { kNone, kBoxes, kClasses, kScores, kCount };
// Of the picture that enters the model: shares of its sides, or its pixels.
enum class Coordinates { kUnit, kPixels };

constexpr size_t kMostWords = 200'000;
constexpr int kMostKeypoints = 200;
constexpr int kMostBoxes = 1000;

struct ContractInput {
  std::string name;
  std::string tensor;  // name in the model's signature, "" = not known
  InputKind kind = InputKind::kTensor;
  ElementType dtype = ElementType::kNone;
  Shape shape;  // with a batch axis of 1; -1 = unknown
  Layout layout = Layout::kNhwc;
  Color color = Color::kRgb;
  Fit fit = Fit::kStretch;
  std::string scaling = "0-255";     // the name of mean and std, for people
  std::vector<float> mean = {0.0f};  // value = (given - mean) / std
  std::vector<float> std = {1.0f};
  bool raw_pixels = false;
  int sample_rate = 16000;   // Hz
  float hop_seconds = 0.0f;  // between the starts of a sound's windows; 0 = the length of one
  int hop_rows = 0;          // the same of a series' windows, in rows of its table
  std::vector<std::string> columns;
  std::vector<float> low;  // sensible range of each column; empty = not known
  std::vector<float> high;
  Noise noise = Noise::kNone;
  std::vector<std::string> vocabulary;  // of a text: the words that the model knows, in its order
  std::vector<uint32_t> sorted_words;   // places in `vocabulary`, in the order of their bytes; see IndexVocabulary
  Standardize standardize = Standardize::kNone;
  TextSplit split = TextSplit::kNone;
  Shape ngrams;  // how many neighbouring words are looked up as one, in this order; empty = each word alone
  TextOutput text_output = TextOutput::kInt;
  int unknown_index = 1;  // of words that are not in `vocabulary`; the first word has the next one
};

struct ContractOutput {
  std::string name;
  std::string tensor;
  OutputKind kind = OutputKind::kTensor;
  ElementType dtype = ElementType::kNone;
  Shape shape;
  Activation activation = Activation::kNone;
  std::vector<std::string> labels;
  std::vector<std::string> units;     // of values: one for all, one each, or none
  float threshold = 0.5f;             // from which score on a label is present, and a box or a point counts
  std::vector<std::string> palette;   // "#RRGGBB" of a mask's classes
  std::vector<float> mean = {0.0f};   // of a picture: pixel = value * std + mean
  std::vector<float> std = {255.0f};
  int top = 5;  // how many of the best classes are shown
  Detector detector = Detector::kNone;
  DetectorPart part = DetectorPart::kNone;
  Coordinates coordinates = Coordinates::kUnit;
  bool features_last = false;          // [1, boxes, numbers] where [1, numbers, boxes] is usual
  std::vector<std::string> keypoints;  // names of a body's points
  int keypoint_count = 0;              // where they have no names; at most kMostKeypoints
  float overlap = 0.45f;               // intersection over union from which on the worse of two boxes is dropped
  int max_boxes = 100;                 // 1 to kMostBoxes
};

struct Contract {
  std::vector<ContractInput> inputs;
  std::vector<ContractOutput> outputs;
  bool keeps_state = false;  // "state": whether the model remembers within one file, so from a sound's window to the next
};

// From a JSON object, as WriteContract and builder/contract/contract.py write it; keys that are left out have the defaults above.
Result<Contract> ParseContract(std::string_view text);

// How many numbers a step of the series has that an input takes ([1, steps, numbers]); 0 for other inputs.
size_t StepSize(const ContractInput& input);

// Whether a file's rows may be a series: the only input takes one.
bool HoldsSeries(const Contract& contract);

// Whether one number stands for two classes: it is the second one's share.
bool IsYesOrNo(const ContractOutput& output);

// Fills `sorted_words`, so that words are found fast.
void IndexVocabulary(ContractInput& input);

// One JSON object with every key written out.
void WriteContract(JsonWriter& json, const Contract& contract);

}  // namespace runner

#endif  // RUNNER_CORE_CONTRACT_CONTRACT_H_
