#include "runner/core/tflite/model_specs.h"

#include <cstring>
#include <string>

#include "check.h"
#include "core/tflite/flatbuffer_writer.h"

using runner::ElementType;
using runner::ModelSpecs;
using runner::ReadModelSpecs;
using runner::Shape;
using runner_test::Why;
using runner_test::Writer;

namespace {

uint32_t Bits(float value) {
  uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof(bits));
  return bits;
}

// A vector of four letters, which is a text too.
size_t Letters(Writer& file, const char* letters) {
  uint32_t word = 0;
  std::memcpy(&word, letters, 4);
  const size_t at = file.Vector({word});
  file.Set(at, 4);
  return at;
}

struct TensorPlaces {
  size_t table = 0;
  size_t quantization = 0;
};

// A tensor called `name`, of the file's own number for int8, [1, 3], with one scale.
TensorPlaces Int8Tensor(Writer& file, const char* name) {
  const size_t tensor = file.Table(9);
  file.Point(tensor, file.Vector({1, 3}));
  file.Set(tensor + 4, 9);
  file.Point(tensor + 12, Letters(file, name));
  const size_t quantization = file.Table(4);
  file.PointToTable(tensor + 16, quantization);
  file.Point(quantization + 8, file.Vector({Bits(0.5f)}));
  const size_t zero_points = file.Vector({0xfffffffe, 0xffffffff});
  file.Set(zero_points, 1);
  file.Point(quantization + 12, zero_points);
  return {tensor, quantization};
}

struct Model {
  Writer file;
  size_t root = 0;
  size_t graph = 0;
  TensorPlaces input;
  TensorPlaces output;

  Model() {
    root = file.Table(8);
    file.PointToTable(0, root);
    const size_t graphs = file.Vector({0});
    file.Point(root + 8, graphs);
    graph = file.Table(3);
    file.PointToTable(graphs + 4, graph);
    const size_t tensors = file.Vector({0, 0});
    file.Point(graph, tensors);
    input = Int8Tensor(file, "left");
    file.PointToTable(tensors + 4, input.table);
    output = Int8Tensor(file, "last");
    file.PointToTable(tensors + 8, output.table);
    file.Point(graph + 4, file.Vector({0}));
    file.Point(graph + 8, file.Vector({1}));
  }

  void Call(const char* input_name, const char* output_name) {
    const size_t signatures = file.Vector({0});
    file.Point(root + 28, signatures);
    const size_t signature = file.Table(5);
    file.PointToTable(signatures + 4, signature);
    const char* const names[] = {input_name, output_name};
    for (uint32_t side = 0; side < 2; ++side) {
      const size_t maps = file.Vector({0});
      file.Point(signature + 4 * side, maps);
      const size_t map = file.Table(2);
      file.PointToTable(maps + 4, map);
      file.Point(map, Letters(file, names[side]));
      file.Set(map + 4, side);
    }
  }
};

}  // namespace

TEST(a_file_without_a_signature_tells_its_tensors_names_types_shapes_and_quantization) {
  const ModelSpecs specs = MUST(ReadModelSpecs(Model().file.bytes()));
  CHECK_EQ(specs.inputs.size(), size_t{1});
  CHECK_EQ(specs.inputs[0].tensor, std::string("left"));
  CHECK(specs.inputs[0].type == ElementType::kInt8);
  CHECK_EQ(specs.inputs[0].shape, (Shape{1, 3}));
  CHECK_EQ(specs.inputs[0].quantization.scale, 0.5f);
  CHECK_EQ(specs.inputs[0].quantization.zero_point, int64_t{-2});
  CHECK_EQ(specs.outputs[0].tensor, std::string("last"));
}

TEST(the_names_are_the_signatures_where_there_is_one) {
  Model model;
  model.Call("nameX", "sums");
  const ModelSpecs specs = MUST(ReadModelSpecs(model.file.bytes()));
  CHECK_EQ(specs.inputs[0].tensor, std::string("name"));
  CHECK_EQ(specs.outputs[0].tensor, std::string("sums"));
}

TEST(open_sizes_and_several_scales_are_told_as_such) {
  Model model;
  model.file.Point(model.input.table + 28, model.file.Vector({0xffffffff, 3}));
  CHECK_EQ(MUST(ReadModelSpecs(model.file.bytes())).inputs[0].shape, (Shape{1, 3}));
  model.file.Set(model.input.table + 32, 1);  // its rank is known
  model.file.Point(model.input.quantization + 8, model.file.Vector({Bits(0.5f), Bits(1.0f)}));
  const ModelSpecs specs = MUST(ReadModelSpecs(model.file.bytes()));
  CHECK_EQ(specs.inputs[0].shape, (Shape{-1, 3}));
  CHECK(!specs.inputs[0].quantization.active());
}

TEST(the_files_numbers_of_types_become_the_runtimes) {
  const ElementType wanted[] = {ElementType::kFloat32, ElementType::kFloat16, ElementType::kInt32, ElementType::kUInt8};
  for (uint32_t number = 0; number < 4; ++number) {
    Model model;
    model.file.Set(model.input.table + 4, number);
    CHECK(MUST(ReadModelSpecs(model.file.bytes())).inputs[0].type == wanted[number]);
  }
}

TEST(a_model_whose_tables_contradict_each_other_is_refused) {
  Model place;
  place.file.Point(place.graph + 4, place.file.Vector({7}));
  CHECK_CONTAINS(Why(ReadModelSpecs(place.file.bytes())), "no tensor");
  Model sides;
  sides.Call("left", "last");
  sides.file.Point(sides.graph + 4, sides.file.Vector({0, 1}));
  CHECK_CONTAINS(Why(ReadModelSpecs(sides.file.bytes())), "signature");
  Model axes;
  axes.file.Point(axes.input.table, axes.file.Vector(std::vector<uint32_t>(9, 1)));
  CHECK_CONTAINS(Why(ReadModelSpecs(axes.file.bytes())), "8 axes");
  CHECK_CONTAINS(Why(ReadModelSpecs("")), "outside");
}

TEST(a_model_that_is_cut_or_changed_anywhere_is_read_or_refused) {
  Model model;
  model.Call("left", "last");
  const std::string whole = model.file.bytes();
  for (size_t size = 0; size < whole.size(); ++size) (void)ReadModelSpecs(std::string_view(whole).substr(0, size));
  for (size_t at = 0; at < whole.size(); ++at) {
    for (const char value : {'\x00', '\x01', '\x7f', '\xff'}) {
      std::string changed = whole;
      changed[at] = value;
      const auto specs = ReadModelSpecs(changed);
      if (specs.ok()) CHECK(specs.value().inputs.size() <= whole.size());
    }
  }
}
