#include "runner/core/formats/npy.h"

#include "check.h"
#include "runner/core/formats/npz.h"
#include "runner/core/formats/zip.h"

using namespace runner;
using runner_test::MakeTensor;
using runner_test::Values;
using runner_test::Why;

namespace {

// A file of the format's version 1 to 3 with the dictionary as it is.
std::string File(const std::string& dictionary, const std::string& data, int version = 1) {
  std::string bytes = "\x93NUMPY";
  bytes += static_cast<char>(version);
  bytes += '\0';
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i) bytes += static_cast<char>((dictionary.size() >> (8 * i)) & 0xFF);
  return bytes + dictionary + data;
}

std::string Described(const std::string& descr, const std::string& shape, const std::string& order = "False") {
  return "{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
}

}  // namespace

TEST(what_is_written_is_read_back_in_every_type) {
  for (const ElementType type :
       {ElementType::kFloat16, ElementType::kFloat32, ElementType::kFloat64, ElementType::kInt8, ElementType::kInt16,
        ElementType::kInt32, ElementType::kInt64, ElementType::kUInt8}) {
    Tensor tensor;
    tensor.type = type;
    tensor.shape = {2, 1, 3};
    for (size_t i = 0; i < 6 * ElementSize(type); ++i) tensor.data.push_back(static_cast<std::byte>(i * 37 + 1));
    const std::string bytes = NpyBytes(tensor);
    CHECK_EQ(NpyHeader(tensor).size() % 64, size_t{0});
    const Tensor read = MUST(ParseNpy(bytes));
    CHECK_EQ(read.type, type);
    CHECK_EQ(read.shape, tensor.shape);
    CHECK(read.data == tensor.data);
  }
}

TEST(the_header_is_the_one_that_numpy_writes) {
  const Tensor tensor = MakeTensor<float>(ElementType::kFloat32, {3}, {1, 2, 3});
  const std::string header = NpyHeader(tensor);
  CHECK_EQ(header.substr(0, 10), std::string("\x93NUMPY\x01\0\x76\0", 10));
  CHECK_EQ(header.substr(10, 59), "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }  ");
  CHECK_EQ(header.back(), '\n');
  CHECK_CONTAINS(NpyHeader(MakeTensor<int8_t>(ElementType::kInt8, {}, {1})),
                 "'|i1', 'fortran_order': False, 'shape': (), }");
  CHECK_CONTAINS(NpyHeader(MakeTensor<int8_t>(ElementType::kBool, {1, 2}, {1, 0})),
                 "'|b1', 'fortran_order': False, 'shape': (1, 2), }");
}

TEST(all_versions_and_spellings_of_the_header_are_read) {
  for (const int version : {1, 2, 3}) {
    const Tensor tensor =
        MUST(ParseNpy(File(Described("'<i2'", "(2,)"), std::string("\x01\0\xFF\xFF", 4), version)));
    CHECK_EQ(Values<int16_t>(tensor), (std::vector<int16_t>{1, -1}));
  }
  const std::string spelled = "{\"shape\":(2L,),\"fortran_order\" : False,\"descr\":\"|u1\"}";
  CHECK_EQ(MUST(ParseNpy(File(spelled, "ab"))).shape, Shape{2});
  CHECK(MUST(ParseNpy(File(Described("'|u1'", "()"), "a"))).shape.empty());
  CHECK_EQ(MUST(ParseNpy(File(Described("'<f8'", "(0, 3)"), ""))).shape, (Shape{0, 3}));
}

TEST(big_endian_arrays_are_swapped) {
  const Tensor tensor =
      MUST(ParseNpy(File(Described("'>i4'", "(2,)"), std::string("\0\0\0\x01\xFF\xFF\xFF\xFE", 8))));
  CHECK_EQ(Values<int32_t>(tensor), (std::vector<int32_t>{1, -2}));
}

TEST(fortran_order_becomes_row_major) {
  // numpy.arange(24).reshape(2, 3, 4) in Fortran order.
  std::string data;
  for (int k = 0; k < 4; ++k) {
    for (int j = 0; j < 3; ++j) {
      for (int i = 0; i < 2; ++i) data += static_cast<char>(i * 12 + j * 4 + k);
    }
  }
  const Tensor tensor = MUST(ParseNpy(File(Described("'|u1'", "(2, 3, 4)", "True"), data)));
  for (size_t i = 0; i < 24; ++i) CHECK_EQ(Values<uint8_t>(tensor)[i], static_cast<uint8_t>(i));
}

TEST(booleans_are_0_or_1) {
  const Tensor tensor = MUST(ParseNpy(File(Described("'|b1'", "(3,)"), std::string("\0\x01\xFF", 3))));
  CHECK_EQ(Values<uint8_t>(tensor), (std::vector<uint8_t>{0, 1, 1}));
}

TEST(types_that_models_do_not_take_are_refused_by_name) {
  for (const char* descr : {"'<u2'", "'<u4'", "'<c8'", "'<U3'", "'|S3'", "'<M8[ns]'", "'<f16'"}) {
    CHECK_CONTAINS(Why(ParseNpy(File(Described(descr, "(1,)"), "0123456789abcdef"))),
                   std::string(descr).substr(1, 3));
  }
  CHECK_CONTAINS(Why(ParseNpy(File(Described("'|O'", "(1,)"), ""))), "It is |O");
  CHECK_CONTAINS(Why(ParseNpy(File(Described("[('a', '<f4')]", "(1,)"), "abcd"))), "a structured type");
}

TEST(truncated_files_are_refused_and_what_follows_an_array_is_left_alone) {
  const std::string whole = NpyBytes(MakeTensor<float>(ElementType::kFloat32, {2, 3}, {1, 2, 3, 4, 5, 6}));
  for (size_t size = 0; size < whole.size(); ++size) {
    if (ParseNpy(whole.substr(0, size)).ok()) CHECK_EQ(size, whole.size());
  }
  CHECK_CONTAINS(Why(ParseNpy(whole.substr(0, whole.size() - 1))),
                 "Its header promises 24 bytes, there are 23");
  CHECK_EQ(Values<float>(MUST(ParseNpy(whole + "another one"))), (std::vector<float>{1, 2, 3, 4, 5, 6}));
}

TEST(headers_that_numpy_does_not_write_are_refused) {
  for (const char* dictionary :
       {"", "{}", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'more': 1}",
        "{'descr': '<f4', 'descr': '<f4', 'shape': (1,)}", "{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': [1]}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1 1)}", "{'': 1}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}"}) {
    if (ParseNpy(File(dictionary, "abcd")).ok()) CHECK_EQ(std::string("accepted"), std::string(dictionary));
  }
  CHECK_CONTAINS(Why(ParseNpy(File(Described("'<f4'", "(1,)"), "abcd", 4))), "Its header is damaged");
  CHECK_CONTAINS(Why(ParseNpy(File(Described("'<f4'", "(4294967296, 4294967296)"), ""))),
                 "larger than any memory");
  CHECK_CONTAINS(Why(ParseNpy(File(Described("'<f4'", "(1,1,1,1,1,1,1,1,1)"), "abcd"))), "It has 9");
}

TEST(a_header_that_promises_more_than_the_file_holds_costs_no_memory) {
  for (const char* shape : {"(1000000000, 1000)", "(9223372036854775807,)"}) {
    CHECK(!ParseNpy(File(Described("'<f4'", shape), "abcd")).ok());
  }
  const Tensor header = MUST(ParseNpyHeader(File(Described("'<f4'", "(1000000000, 1000)"), "")));
  CHECK_EQ(header.shape, (Shape{1'000'000'000, 1000}));
  CHECK(header.data.empty());
}

TEST(an_archive_of_other_things_is_refused) {
  const std::string array = NpyBytes(MakeTensor<uint8_t>(ElementType::kUInt8, {1}, {1}));
  CHECK_CONTAINS(Why(ParseArrays(MUST(ZipStored({{"readme.txt", "x"}})))), "No file in it ends with .npy");
  CHECK_CONTAINS(Why(ParseArrays(MUST(ZipStored({{"a.npy", array}, {"xl/workbook.xml", "x"}})))), "an Excel file");
  CHECK_EQ(MUST(ParseArrays(MUST(ZipStored({{"readme.txt", "x"}, {"a.npy", array}})))).size(), size_t{1});
  CHECK_CONTAINS(Why(ParseArrays(MUST(ZipStored({{"a.npy", array}, {"a.npy", array}})))), "\"a\" twice");
  CHECK_CONTAINS(Why(ParseArrays(MUST(ZipStored({})))), "no array");
  CHECK_CONTAINS(Why(ParseArrays(MUST(ZipStored({{"a.npy", "x"}})))), "\"a\": This is not a .npy file");
}

TEST(texts_beside_the_arrays_of_an_npz_are_left_out) {
  const std::string array = NpyBytes(MakeTensor<uint8_t>(ElementType::kUInt8, {1}, {1}));
  const std::string text = File(Described("'<U1'", "(1,)"), "abcd");
  const std::string fields = File(Described("[('a', '<f4')]", "(1,)"), "abcd");
  const std::string mixed = MUST(ZipStored({{"names.npy", text}, {"x.npy", array}, {"f.npy", fields}}));
  const std::vector<NamedTensor> arrays = MUST(ParseArrays(mixed));
  CHECK_EQ(arrays.size(), size_t{1});
  CHECK_EQ(arrays[0].name, std::string("x"));
  CHECK_CONTAINS(Why(ParseArrays(MUST(ZipStored({{"names.npy", text}})))), "\"names\": The array's element type is not supported");
  CHECK(!ParseArrays(MUST(ZipStored({{"x.npy", array}, {"torn.npy", array.substr(0, 40)}}))).ok());
  CHECK(!IsNpyOfOtherType(array));
  CHECK(!IsNpyOfOtherType("\x93NUMPY"));
}
