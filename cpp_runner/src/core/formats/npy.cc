#include "runner/core/formats/npy.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>
#include <utility>

#include "core/base/byte_order.h"
#include "core/base/grouped_digits.h"
#include "core/base/small_sort.h"

namespace runner {
namespace {

constexpr std::string_view kNpyMagic = "\x93NUMPY";
constexpr size_t kMostAxes = 8;  // the runtime's
constexpr size_t kMaxHeader = 10'000;  // NumPy's own readers refuse longer ones too

struct NpyLayout {
  std::string descr;
  bool fortran = false;
  Shape shape;
};

struct Letters {
  std::string_view letters;  // of descr, without its byte order
  ElementType type;
};
constexpr Letters kLetters[] = {
    {"f2", ElementType::kFloat16}, {"f4", ElementType::kFloat32}, {"f8", ElementType::kFloat64},
    {"i1", ElementType::kInt8},    {"i2", ElementType::kInt16},   {"i4", ElementType::kInt32},
    {"i8", ElementType::kInt64},   {"u1", ElementType::kUInt8},   {"b1", ElementType::kBool},
};

// Reads the header's text, a Python dictionary with the keys 'descr', 'fortran_order' and 'shape'. Every function
// answers false for anything else.
class DictionaryReader {
 public:
  explicit DictionaryReader(std::string_view text) : text_(text) {}

  bool Read(NpyLayout& header);
  // The array's type is a list of fields rather than one text.
  bool has_fields() const { return has_fields_; }

 private:
  void SkipBlanks() {
    while (!text_.empty() && (text_[0] == ' ' || text_[0] == '\n' || text_[0] == '\t')) text_.remove_prefix(1);
  }
  bool Accept(std::string_view word) {
    SkipBlanks();
    if (text_.substr(0, word.size()) != word) return false;
    text_.remove_prefix(word.size());
    return true;
  }
  bool ReadString(std::string& out);
  bool ReadShape(Shape& out);
  bool ReadMember(const std::string& key, NpyLayout& header);

  std::string_view text_;
  bool has_fields_ = false;
};

bool DictionaryReader::ReadString(std::string& out) {
  const char quote = Accept("'") ? '\'' : Accept("\"") ? '"' : '\0';
  const size_t end = quote == '\0' ? std::string_view::npos : text_.find(quote);
  if (end == std::string_view::npos) return false;
  out = text_.substr(0, end);
  text_.remove_prefix(end + 1);
  return true;
}

bool DictionaryReader::ReadShape(Shape& out) {
  if (!Accept("(")) return false;
  out.clear();
  while (!Accept(")")) {
    SkipBlanks();
    int64_t size = -1;
    const std::from_chars_result read = std::from_chars(text_.data(), text_.data() + text_.size(), size);
    if (read.ec != std::errc() || size < 0) return false;
    text_.remove_prefix(static_cast<size_t>(read.ptr - text_.data()));
    Accept("L");  // Python 2 wrote long integers so
    out.push_back(size);
    if (!Accept(",")) return Accept(")");
  }
  return true;
}

bool DictionaryReader::ReadMember(const std::string& key, NpyLayout& header) {
  if (key == "shape") return ReadShape(header.shape);
  if (key == "descr") {
    SkipBlanks();
    has_fields_ = text_.substr(0, 1) == "[";
    return ReadString(header.descr);
  }
  if (key != "fortran_order") return false;
  header.fortran = Accept("True");
  return header.fortran || Accept("False");
}

bool DictionaryReader::Read(NpyLayout& header) {
  if (!Accept("{")) return false;
  std::string seen;
  bool more = true;
  while (more && !Accept("}")) {
    std::string key;
    if (!ReadString(key) || !Accept(":") || !ReadMember(key, header)) return false;
    seen += key.front();
    more = Accept(",");
    if (!more && !Accept("}")) return false;
  }
  SkipBlanks();
  SmallSort(seen, [](char a, char b) { return a < b; });
  return seen == "dfs" && text_.empty();
}

Failure BadNpyHeader() {
  return Failure::Usage("The .npy file cannot be read", "Its header is damaged.", "Save it again with numpy.save.");
}

Failure WrongArrayType(const std::string& descr) {
  return Failure::Usage("The array's element type is not supported",
                        "It is " + descr + "; taken are bool, float16, float32, float64, int16, int32, int64, int8, uint8.",
                        "Convert it, for example with array.astype('float32').");
}

// Splits the header's text off `bytes`.
Result<std::string_view> TakeHeader(std::string_view& bytes) {
  if (bytes.substr(0, kNpyMagic.size()) != kNpyMagic) {
    return Failure::Usage("This is not a .npy file", "It does not start like one.", "Save it with numpy.save.");
  }
  const int version = bytes.size() < 12 ? 0 : static_cast<unsigned char>(bytes[6]);
  if (version < 1 || version > 3) return BadNpyHeader();
  const size_t width = version == 1 ? 2 : 4;
  const size_t length = static_cast<size_t>(LittleEndian(bytes, 8, width));
  bytes.remove_prefix(8 + width);
  if (length > kMaxHeader || bytes.size() < length) return BadNpyHeader();
  const std::string_view header = bytes.substr(0, length);
  bytes.remove_prefix(length);
  return header;
}

void SwapBytes(std::vector<std::byte>& data, size_t width) {
  for (size_t i = 0; i + width <= data.size(); i += width) {
    std::reverse(data.begin() + static_cast<std::ptrdiff_t>(i), data.begin() + static_cast<std::ptrdiff_t>(i + width));
  }
}

// The bytes of an array whose first axis runs fastest, with the last one running fastest.
std::vector<std::byte> ToRowMajor(const std::vector<std::byte>& data, const Shape& shape, size_t width) {
  std::vector<std::byte> out(data.size());
  const size_t rank = shape.size();
  std::vector<int64_t> index(rank, 0);
  std::vector<size_t> step(rank, width);
  for (size_t axis = 1; axis < rank; ++axis) step[axis] = step[axis - 1] * static_cast<size_t>(shape[axis - 1]);
  size_t from = 0;
  for (size_t to = 0; to < out.size(); to += width) {
    std::memcpy(&out[to], &data[from], width);
    for (size_t axis = rank; axis-- > 0;) {
      from += step[axis];
      if (++index[axis] < shape[axis]) break;
      from -= step[axis] * static_cast<size_t>(shape[axis]);
      index[axis] = 0;
    }
  }
  return out;
}

ElementType TypeOf(const std::string& descr) {
  if (descr.size() != 3 || std::string_view("<>|=").find(descr[0]) == std::string_view::npos) return ElementType::kNone;
  for (const Letters& entry : kLetters) {
    if (descr.compare(1, 2, entry.letters) == 0) return entry.type;
  }
  return ElementType::kNone;
}

// Moves `bytes` behind the header.
Result<NpyLayout> TakeLayout(std::string_view& bytes) {
  RUNNER_ASSIGN(const std::string_view text, TakeHeader(bytes));
  NpyLayout header;
  DictionaryReader reader(text);
  if (!reader.Read(header)) return reader.has_fields() ? WrongArrayType("a structured type") : BadNpyHeader();
  if (TypeOf(header.descr) == ElementType::kNone) return WrongArrayType(header.descr.size() < 20 ? header.descr : "a structured type");
  if (header.shape.size() > kMostAxes) {
    return Failure::Usage("The array has too many dimensions", "It has " + std::to_string(header.shape.size()) + ".",
                          "Use at most 8.");
  }
  return header;
}

}  // namespace

Result<Tensor> ParseNpyHeader(std::string_view bytes) {
  RUNNER_ASSIGN(NpyLayout header, TakeLayout(bytes));
  return Tensor{TypeOf(header.descr), std::move(header.shape), {}};
}

Result<Tensor> ParseNpy(std::string_view bytes) {
  RUNNER_ASSIGN(const NpyLayout header, TakeLayout(bytes));
  Tensor tensor;
  tensor.type = TypeOf(header.descr);
  const size_t width = ElementSize(tensor.type);
  const int64_t count = ElementCount(header.shape);
  if (count < 0 || static_cast<uint64_t>(count) > std::numeric_limits<int64_t>::max() / width) {
    return Failure::Usage("The array is too large", "Its shape " + ShapeText(header.shape) + " is larger than any memory.",
                          "Save it again with numpy.save.");
  }
  const uint64_t expected = static_cast<uint64_t>(count) * width;
  if (bytes.size() < expected) {
    return Failure::Usage("The array is cut off",
                          "Its header promises " + Grouped(expected) + " bytes, there are " + Grouped(bytes.size()) + ".",
                          "Copy or save it again.");
  }
  bytes = bytes.substr(0, expected);  // what follows is another array's, as NumPy writes several into one file
  tensor.shape = header.shape;
  tensor.data.resize(bytes.size());
  if (!bytes.empty()) std::memcpy(tensor.data.data(), bytes.data(), bytes.size());
  const char order = header.descr[0];
  if (width > 1 && (order == '>' || order == '<') && (order == '>') != IsBigEndianHere()) SwapBytes(tensor.data, width);
  if (header.fortran && tensor.shape.size() > 1) tensor.data = ToRowMajor(tensor.data, tensor.shape, width);
  if (tensor.type == ElementType::kBool) {
    for (std::byte& value : tensor.data) value = value == std::byte{0} ? std::byte{0} : std::byte{1};
  }
  return tensor;
}

bool IsNpyOfOtherType(std::string_view bytes) {
  const Result<std::string_view> text = TakeHeader(bytes);
  if (!text.ok()) return false;
  NpyLayout header;
  DictionaryReader reader(text.value());
  return reader.Read(header) ? TypeOf(header.descr) == ElementType::kNone : reader.has_fields();
}

std::string NpyHeader(const Tensor& tensor) {
  std::string descr;
  for (const Letters& entry : kLetters) {
    if (entry.type == tensor.type) descr = entry.letters;
  }
  const char order = ElementSize(tensor.type) == 1 ? '|' : IsBigEndianHere() ? '>' : '<';
  std::string text = std::string("{'descr': '") + order + descr + "', 'fortran_order': False, 'shape': (";
  for (size_t i = 0; i < tensor.shape.size(); ++i) {
    text += (i == 0 ? "" : " ") + std::to_string(tensor.shape[i]);
    if (i + 1 < tensor.shape.size() || tensor.shape.size() == 1) text += ",";
  }
  text += "), }";
  // NumPy maps files into memory: the data begin at a multiple of 64.
  const size_t begin = kNpyMagic.size() + 4;
  text.append(63 - (begin + text.size()) % 64, ' ');
  text += '\n';
  std::string header(kNpyMagic);
  header += '\x01';
  header += '\0';
  AppendLittleEndian(header, text.size(), 2);
  return header + text;
}

std::string NpyBytes(const Tensor& tensor) {
  std::string bytes = NpyHeader(tensor);
  if (!tensor.data.empty()) bytes.append(reinterpret_cast<const char*>(tensor.data.data()), tensor.data.size());
  return bytes;
}

}  // namespace runner
