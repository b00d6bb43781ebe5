#include "runner/engine/program_files.h"

#include <cstdio>

#include "check.h"
#include "runner/system/file_io.h"

using namespace runner;
using runner_test::Why;

TEST(a_contract_file_is_named_in_its_failures) {
  CHECK_CONTAINS(Why(ReadContract("no such contract.json")), "no such contract.json");
  const std::string path = "program_files_test.broken.json";
  MUST(WriteFileAtomically(path, {"{\"inputs\": ["}));
  CHECK_CONTAINS(Why(ReadContract(path)), path);
  CHECK_CONTAINS(Why(ReadContract(path)), "line 1");
  MUST(WriteFileAtomically(path, {R"({"schema": 1, "inputs": [{"name": "x", "kind": "tensor", "dtype": "float32", "shape": [1]}],
    "outputs": [{"name": "y", "kind": "tensor", "dtype": "float32", "shape": [1], "top": 3}]})"}));
  CHECK_EQ(MUST(ReadContract(path)).outputs.at(0).top, 3);
  std::remove(path.c_str());
}

TEST(a_missing_card_is_empty) {
  const ModelCard card = MUST(ReadModelCard("/nonexistent/about.json"));
  CHECK_EQ(card.json, std::string("null"));
  CHECK_EQ(card.name, std::string());
}
