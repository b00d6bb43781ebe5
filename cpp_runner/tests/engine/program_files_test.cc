#include "runner/engine/program_files.h"

#include <cstdio>

#include "check.h"
#include "runner/core/formats/zip.h"
#include "runner/engine/runtime_library.h"
#include "runner/system/executable_payload.h"
#include "runner/system/file_io.h"

using namespace runner;
using runner_test::Why;

namespace {

Result<Contract> ReadContractAt(const std::string& path) { return ReadContract(ProgramFile(path)); }

std::vector<ZipEntry> Necessary() {
  return {{"model.tflite", "the model"}, {RuntimeFileName(), "the runtime"}, {"contract.json", "{}"}};
}

std::string Archive(const std::vector<ZipEntry>& entries) { return MUST(ZipStored(entries)); }

std::string WithMore(const std::string& name) {
  std::vector<ZipEntry> entries = Necessary();
  entries.push_back({name, "more"});
  return Archive(entries);
}

}  // namespace

TEST(a_contract_file_is_named_in_its_failures) {
  CHECK_CONTAINS(Why(ReadContractAt("no such contract.json")), "no such contract.json");
  const std::string path = "program_files_test.broken.json";
  MUST(WriteFileAtomically(path, {"{\"inputs\": ["}));
  CHECK_CONTAINS(Why(ReadContractAt(path)), path);
  CHECK_CONTAINS(Why(ReadContractAt(path)), "line 1");
  MUST(WriteFileAtomically(path, {R"({"schema": 1, "inputs": [{"name": "x", "kind": "tensor", "dtype": "float32", "shape": [1]}],
    "outputs": [{"name": "y", "kind": "tensor", "dtype": "float32", "shape": [1], "top": 3}]})"}));
  CHECK_EQ(MUST(ReadContractAt(path)).outputs.at(0).top, 3);
  std::remove(path.c_str());
}

TEST(a_missing_card_is_empty) {
  const ModelCard card = MUST(ReadModelCard(ProgramFile("/nonexistent/about.json")));
  CHECK_EQ(card.json, std::string("null"));
  CHECK_EQ(card.name, std::string());
}

TEST(this_program_has_nothing_inside_and_looks_beside_itself) {
  CHECK(MUST(ExecutablePayload()).empty());
  NamedFiles named;
  named.card = "elsewhere.json";
  const ProgramFiles files = MUST(FindProgramFiles(named));
  CHECK_EQ(files.card.path(), std::string("elsewhere.json"));
  CHECK_CONTAINS(files.model.path(), "/model.tflite");
  CHECK(files.model.inside() == nullptr);
}

TEST(an_archive_of_the_known_files_is_read_where_it_lies) {
  std::vector<ZipEntry> entries = Necessary();
  for (const char* name : {"about.json", "licenses.txt", "selftest.npz", "page.html.zst", "vcruntime140_1.dll"}) entries.push_back({name, name});
  const std::string archive = "a program before it" + Archive({});
  CHECK_CONTAINS(Why(ReadProgramArchive(archive)), "missing");
  const std::string whole = Archive(entries);
  const std::vector<ZipMember> members = MUST(ReadProgramArchive(whole));
  CHECK_EQ(members.size(), entries.size());
  CHECK(members[0].packed.data() > whole.data() && members[0].packed.data() < whole.data() + whole.size());
  const ProgramFile model(&members[0]);
  CHECK(model.exists());
  CHECK_EQ(model.bytes(), int64_t{9});
  CHECK_EQ(MUST(model.Read()), std::string("the model"));
  CHECK_CONTAINS(Why(model.Read(8)), "too large");
}

TEST(an_archive_with_anything_else_in_it_is_damaged) {
  for (const char* name : {"other", "../model.tflite", "model.tflite", "MODEL.TFLITE", "sub/msvcp140.dll", "vcruntime140/../x.dll", ""}) {
    CHECK_CONTAINS(Why(ReadProgramArchive(WithMore(name))), "This program is damaged");
  }
  for (size_t left_out = 0; left_out < 3; ++left_out) {
    std::vector<ZipEntry> entries = Necessary();
    entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(left_out));
    CHECK_CONTAINS(Why(ReadProgramArchive(Archive(entries))), "missing");
  }
}

TEST(a_changed_byte_of_an_archive_is_found_or_changes_nothing) {
  const std::string whole = Archive(Necessary());
  int refused = 0;
  for (size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x55);
    const Result<std::vector<ZipMember>> members = ReadProgramArchive(changed);
    bool same = members.ok();
    for (size_t i = 0; members.ok() && i < members.value().size(); ++i) {
      const Result<std::string> bytes = ProgramFile(&members.value()[i]).Read();
      if (bytes.ok()) CHECK_EQ(bytes.value(), Necessary()[i].bytes);
      same = same && bytes.ok();
    }
    if (!same) ++refused;
  }
  CHECK(refused > static_cast<int>(whole.size()) / 3);
}

TEST(members_that_lie_in_each_other_are_refused) {
  // The directory's second entry is made to point at the first one's bytes.
  std::string whole = Archive({{"model.tflite", "same"}, {RuntimeFileName(), "same"}, {"contract.json", "same"}});
  const size_t first = whole.find("PK\x01\x02");
  const size_t second = whole.find("PK\x01\x02", first + 1);
  CHECK(second != std::string::npos);
  for (size_t i = 42; i < 46; ++i) whole[second + i] = whole[first + i];
  CHECK_CONTAINS(Why(ReadProgramArchive(whole)), "damaged at");
}
