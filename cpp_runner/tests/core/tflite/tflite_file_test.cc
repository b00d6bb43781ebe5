#include "runner/core/tflite/tflite_file.h"

#include "check.h"
#include "core/tflite/flatbuffer_writer.h"

using runner::LooksLikeModel;
using runner::StateMark;
using runner::StateMarks;
using runner_test::Writer;

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

TEST(only_tensors_that_are_variables_are_marked) { CHECK(StateMarks(TinyModel()) == (std::vector<StateMark>{{84, 1}})); }

TEST(a_model_without_variables_has_no_marks) {
  std::string model = TinyModel();
  model[84] = 0;
  CHECK(StateMarks(model).empty());
}

TEST(what_an_operator_with_state_works_in_is_marked_too) {
  Writer file;
  const size_t model = file.Table(3);
  file.PointToTable(0, model);
  const size_t graphs = file.Vector({0});
  file.Point(model + 8, graphs);
  const size_t graph = file.Table(4);
  file.PointToTable(graphs + 4, graph);
  const size_t operators = file.Vector({0});
  file.Point(graph + 12, operators);
  const size_t op = file.Table(9);
  file.PointToTable(operators + 4, op);
  const size_t tensors = file.Vector({0, 0});
  const size_t tensor = file.Table(1);
  file.PointToTable(tensors + 4, tensor);
  file.PointToTable(tensors + 8, tensor);
  file.Point(graph, tensors);
  const size_t elsewhere = file.Vector({0, 2});  // a third tensor, which there is not
  file.Point(op + 32, elsewhere);
  CHECK(StateMarks(file.bytes()).empty());
  file.Set(elsewhere + 8, 0xffffffff);
  CHECK(StateMarks(file.bytes()).empty());
  const size_t intermediates = file.Vector({0, 1, 0, 1, 0});
  file.Point(op + 32, intermediates);
  for (const uint32_t count : {6u, 256u + 5, 0xffffff05u}) {  // they would end behind the file
    file.Set(intermediates, count);
    CHECK(StateMarks(file.bytes()).empty());
  }
  file.Set(intermediates, 5);
  CHECK(StateMarks(file.bytes()) == (std::vector<StateMark>{{intermediates, 5}}));
  const size_t mutating = file.Vector({1, 1});
  file.Point(op + 28, mutating);
  CHECK(StateMarks(file.bytes()) == (std::vector<StateMark>{{mutating, 2}, {intermediates, 5}}));
  for (size_t bytes = 0; bytes < file.bytes().size(); ++bytes) {
    for (const StateMark& mark : StateMarks(file.bytes().substr(0, bytes))) CHECK(mark.first < bytes);
  }
}

TEST(a_model_that_assigns_variables_is_known_by_its_operators) {
  for (const uint32_t builtin : {0u, 142u, 143u, 144u, 145u}) {
    Writer file;
    const size_t model = file.Table(2);
    file.PointToTable(0, model);
    const size_t codes = file.Vector({0});
    file.Point(model + 4, codes);
    const size_t code = file.Table(4);
    file.PointToTable(codes + 4, code);
    file.Set(code + 12, builtin);
    CHECK_EQ(runner::AssignsVariables(file.bytes()), builtin == 144);
    for (size_t bytes = 0; bytes < file.bytes().size(); ++bytes) {
      CHECK(!runner::AssignsVariables(file.bytes().substr(0, bytes)) || bytes > code + 12);
    }
  }
  CHECK(!runner::AssignsVariables(TinyModel()));
}

TEST(a_model_cut_anywhere_is_read_without_going_past_its_end) {
  const std::string model = TinyModel();
  for (size_t bytes = 0; bytes < 85; ++bytes) CHECK(StateMarks(std::string(model, 0, bytes)).empty());
}

TEST(every_damaged_byte_is_survived) {
  for (size_t at = 0; at < TinyModel().size(); ++at) {
    for (const int value : {0, 1, 0x7f, 0x80, 0xff}) {
      std::string model = TinyModel();
      model[at] = static_cast<char>(value);
      for (const StateMark& mark : StateMarks(model)) CHECK(mark.first < model.size() && mark.second != 0);
    }
  }
}
