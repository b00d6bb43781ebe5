// Tables for libFuzzer: whatever arrives, rows are numbered from 1 and hold a number for each column.
// Thread rule: one thread.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/formats/csv_table.h"
#include "core/formats/text_decoding.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string text = runner::DecodeText(bytes);
  const runner::Result<runner::Table> named = runner::ReadTable(text, {"a", "b"}, 2);
  if (named.ok()) {
    int64_t number = 0;
    for (const runner::TableRow& row : named.value().rows) {
      if (row.number != ++number || (row.values.ok() && row.values.value().size() != 2)) std::abort();
    }
  }
  (void)runner::ReadTable(text, {}, 0).ok();
  return 0;
}
