#include "runner/commands/read_ahead.h"

#include <filesystem>
#include <fstream>

#include "check.h"

using runner::Contract;
using runner::ContractInput;
using runner::ElementType;
using runner::InputKind;
using runner::InputSample;
using runner::Predictor;
using runner::RawInputForm;
using runner::ReadAhead;
using runner_test::Values;

namespace {

namespace fs = std::filesystem;

struct Folder {
  fs::path path = fs::temp_directory_path() / "litecrate_read_ahead_test";
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }

  std::string Write(const std::string& name, const std::string& bytes) const {
    std::ofstream(path / name, std::ios::binary) << bytes;
    return (path / name).u8string();
  }
};

// A model that takes one grey point.
Predictor PointPredictor() {
  Contract contract;
  ContractInput input;
  input.name = "point";
  input.kind = InputKind::kImage;
  input.dtype = ElementType::kFloat32;
  input.shape = {1, 1, 1, 1};
  contract.inputs.push_back(input);
  return MUST(Predictor::Join(std::move(contract), nullptr));
}

// The value of the point, whether it was read ahead or not.
float PointOf(const Predictor& predictor, const std::vector<InputSample>& samples) {
  return Values<float>(MUST(predictor.Prepare(0, samples.at(0).raw_inputs.at(0)))).at(0);
}

}  // namespace

TEST(the_picture_stays_where_boxes_are_places_on_it) {
  const Folder folder;
  Predictor predictor = PointPredictor();
  const std::vector<std::string> files = {folder.Write("a", "P5 2 1 255 ab"), folder.Write("b", "P5 1 1 255 c")};
  ReadAhead plain(predictor, files);
  MUST(plain.Next());
  CHECK(MUST(plain.Next()).at(0).raw_inputs.at(0).picture.pixels.size() <= 1);
  Contract contract = predictor.contract();
  contract.outputs.resize(1);
  contract.outputs[0].kind = runner::OutputKind::kBoxes;
  contract.outputs[0].detector = runner::Detector::kYoloV8;
  predictor = MUST(Predictor::Join(std::move(contract), nullptr));
  ReadAhead detecting(predictor, files);
  const std::vector<InputSample> samples = MUST(detecting.Next());
  CHECK_EQ(samples.at(0).raw_inputs.at(0).picture.width, 2);
  CHECK_EQ(samples.at(0).raw_inputs.at(0).picture.pixels.size(), size_t{2});
}

TEST(files_come_in_their_order_and_what_cannot_be_read_is_a_failure_in_its_place) {
  const Folder folder;
  const Predictor predictor = PointPredictor();
  std::vector<std::string> files;
  for (int i = 0; i < 200; ++i) {
    const std::string name = std::to_string(i);
    const std::string picture = std::string("P5 1 1 255 ") + static_cast<char>(i);
    files.push_back(i % 7 == 3 ? (folder.path / "missing").u8string() : folder.Write(name, i % 7 == 5 ? "" : picture));
  }
  ReadAhead reading(predictor, files);
  for (int i = 0; i < 200; ++i) {
    const auto samples = reading.Next();
    CHECK_EQ(samples.ok(), i % 7 != 3 && i % 7 != 5);
    if (samples.ok()) CHECK_EQ(PointOf(predictor, samples.value()), static_cast<float>(i));
  }
}

TEST(who_needs_no_more_does_not_wait_for_the_rest) {
  const Folder folder;
  const Predictor predictor = PointPredictor();
  const std::vector<std::string> files(1000, folder.Write("a", "P5 1 1 255 a"));
  for (int asked = 0; asked < 3; ++asked) {
    ReadAhead reading(predictor, files);
    for (int i = 0; i < asked; ++i) CHECK_EQ(PointOf(predictor, MUST(reading.Next())), 97.0f);
  }
}
