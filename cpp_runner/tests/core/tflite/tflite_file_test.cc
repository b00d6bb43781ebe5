#include "runner/core/tflite/tflite_file.h"

#include "check.h"

using runner::LooksLikeModel;
using runner::VariableMarks;

namespace {

void Put(std::string& bytes, size_t at, uint32_t value, size_t size = 4) {
  for (size_t i = 0; i < size; ++i) bytes[at + i] = static_cast<char>((value >> (8 * i)) & 0xff);
}

// A model with one graph of two tensors; the byte at 84 marks the first as a variable, the one at 92 leaves the second.
std::string TinyModel() {
  std::string bytes(96, '\0');
  Put(bytes, 0, 20);  // root
  bytes.replace(4, 4, "TFL3");
  Put(bytes, 8, 10, 2);  // the model's field table: its third field lies 4 bytes into the model
  Put(bytes, 16, 4, 2);
  Put(bytes, 20, 12);
  Put(bytes, 24, 4);
  Put(bytes, 28, 1);  // one graph
  Put(bytes, 32, 12);
  Put(bytes, 36, 6, 2);  // the graph's field table
  Put(bytes, 40, 4, 2);
  Put(bytes, 44, 8);
  Put(bytes, 48, 4);
  Put(bytes, 52, 2);  // two tensors
  Put(bytes, 56, 24);
  Put(bytes, 60, 28);
  Put(bytes, 64, 16, 2);  // the tensors' field table: the sixth field
  Put(bytes, 78, 4, 2);
  Put(bytes, 80, 16);
  bytes[84] = 1;
  Put(bytes, 88, 24);
  return bytes;
}

}  // namespace

TEST(a_model_is_known_by_its_letters) {
  CHECK(LooksLikeModel(TinyModel()));
  CHECK(!LooksLikeModel("TFL3"));
  CHECK(!LooksLikeModel("<html><body>"));
  CHECK(!LooksLikeModel(""));
}

TEST(only_tensors_that_are_variables_are_marked) { CHECK_EQ(VariableMarks(TinyModel()), std::vector<size_t>{84}); }

TEST(a_model_without_variables_has_no_marks) {
  std::string model = TinyModel();
  model[84] = 0;
  CHECK(VariableMarks(model).empty());
}

TEST(a_model_cut_anywhere_is_read_without_going_past_its_end) {
  const std::string model = TinyModel();
  for (size_t bytes = 0; bytes < 85; ++bytes) CHECK(VariableMarks(std::string(model, 0, bytes)).empty());
}

TEST(every_damaged_byte_is_survived) {
  for (size_t at = 0; at < TinyModel().size(); ++at) {
    for (const int value : {0, 1, 0x7f, 0x80, 0xff}) {
      std::string model = TinyModel();
      model[at] = static_cast<char>(value);
      for (const size_t mark : VariableMarks(model)) CHECK(mark < model.size());
    }
  }
}
