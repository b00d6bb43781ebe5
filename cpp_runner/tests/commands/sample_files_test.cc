#include "runner/commands/sample_files.h"

#include <filesystem>

#include "check.h"
#include "runner/core/formats/npy.h"
#include "runner/system/file_io.h"

using runner::Contract;
using runner::ContractInput;
using runner::ElementType;
using runner::InputKind;
using runner::RawInputForm;
using runner::ReadSingleSample;
using runner_test::MakeTensor;
using runner_test::Why;

namespace {

namespace fs = std::filesystem;

Contract TwoInputs() {
  Contract contract;
  ContractInput input;
  input.dtype = ElementType::kFloat32;
  input.shape = {1, 1};
  input.name = "left";
  input.tensor = "serving_left";
  contract.inputs.push_back(input);
  input.name = "right";
  input.tensor = "serving_right";
  contract.inputs.push_back(input);
  return contract;
}

Contract Picture(ElementType type) {
  Contract contract;
  ContractInput input;
  input.name = "picture";
  input.kind = InputKind::kImage;
  input.dtype = type;
  input.shape = {1, 2, 2, 3};
  contract.inputs.push_back(input);
  return contract;
}

// A folder that goes when the test is over.
struct Folder {
  fs::path path = fs::temp_directory_path() / ("sample_files_test_" + std::to_string(reinterpret_cast<uintptr_t>(this)));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  std::string Write(const std::string& name, const std::string& bytes) const {
    const std::string file = (path / name).u8string();
    MUST(runner::WriteFileAtomically(file, {bytes}));
    return file;
  }
};

}  // namespace

TEST(small_integers_of_a_pictures_shape_are_pixels_and_other_arrays_are_exact) {
  const Folder folder;
  const auto pixels = MakeTensor<uint8_t>(ElementType::kUInt8, {2, 2, 3}, std::vector<uint8_t>(12, 5));
  const std::string file = folder.Write("a.npy", runner::NpyBytes(pixels));
  const auto raw = MUST(ReadSingleSample(Picture(ElementType::kFloat32), file));
  CHECK_EQ(raw[0].form, RawInputForm::kPixels);
  CHECK_EQ(raw[0].picture.width, 2);
  const auto floats = MakeTensor<float>(ElementType::kFloat32, {2, 2, 3}, std::vector<float>(12));
  CHECK_EQ(MUST(ReadSingleSample(Picture(ElementType::kFloat32), folder.Write("b.npy", runner::NpyBytes(floats))))[0].form,
           RawInputForm::kTensor);
}

TEST(an_array_in_the_inputs_own_type_and_rank_is_exact) {
  const Folder folder;
  const auto own = MakeTensor<uint8_t>(ElementType::kUInt8, {1, 2, 2, 3}, std::vector<uint8_t>(12, 5));
  const std::string file = folder.Write("a.npy", runner::NpyBytes(own));
  CHECK_EQ(MUST(ReadSingleSample(Picture(ElementType::kUInt8), file))[0].form, RawInputForm::kTensor);
  CHECK_EQ(MUST(ReadSingleSample(Picture(ElementType::kFloat32), file))[0].form, RawInputForm::kPixels);
}

TEST(a_file_that_is_no_array_is_refused_by_a_model_that_takes_numbers) {
  const Folder folder;
  CHECK_CONTAINS(Why(ReadSingleSample(TwoInputs(), folder.Write("a.txt", "hello"))), ".npz");
  CHECK_CONTAINS(Why(ReadSingleSample(TwoInputs(), folder.Write("b.npz", ""))), "b.npz: The file is empty");
}
