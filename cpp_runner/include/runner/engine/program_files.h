// ProgramFiles: the model, contract, runtime and other files that make a program of the runner. They lie beside its own
// executable, or in an archive inside it, unless others are named.
// Thread rule: plain values, owned by one thread at a time.
#ifndef RUNNER_ENGINE_PROGRAM_FILES_H_
#define RUNNER_ENGINE_PROGRAM_FILES_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "runner/core/base/result.h"
#include "runner/core/contract/contract.h"
#include "runner/core/contract/model_card.h"
#include "runner/core/formats/zip.h"
#include "runner/system/file_io.h"

namespace runner {

// One file: at a path, or a part of the executable, which is checked against its CRC-32 whenever it is read.
class ProgramFile {
 public:
  ProgramFile() = default;
  explicit ProgramFile(std::string path) : path_(std::move(path)) {}
  explicit ProgramFile(const ZipMember* inside) : path_(inside->name), inside_(inside) {}

  // What people read: the path, or the name that it has inside.
  const std::string& path() const { return path_; }
  // Null of a file at a path; else it lives as long as the process.
  const ZipMember* inside() const { return inside_; }
  bool exists() const;
  int64_t bytes() const;
  Result<std::string> Read(uint64_t most = kMaxFileBytes) const;
  // One that is inside, to `to`, where there is room for all of it.
  Result<Done> ReadTo(char* to) const;

 private:
  std::string path_;
  const ZipMember* inside_ = nullptr;
};

// Paths that were named; "" = the program's own.
struct NamedFiles {
  std::string model;
  std::string contract;
  std::string card;
  std::string licenses;
  std::string runtime;
};

struct ProgramFiles {
  ProgramFile model;
  ProgramFile contract;
  ProgramFile card;
  ProgramFile licenses;
  ProgramFile runtime;
  ProgramFile self_test;
  ProgramFile page;
  // Libraries that the runtime needs beside itself, where it is inside the executable (Windows).
  std::vector<ProgramFile> runtime_parts;
  // There is a contract by name and no model: preprocessing is all that can be done.
  bool without_model = false;
};

// Each file whether it exists or not. A program that has its files inside takes none from beside it.
Result<ProgramFiles> FindProgramFiles(const NamedFiles& named);

// The members of a program's archive: each of a known name, once, one behind the other, and the necessary ones there.
Result<std::vector<ZipMember>> ReadProgramArchive(std::string_view bytes);

Result<Contract> ReadContract(const ProgramFile& file);
// A missing file is an empty card.
Result<ModelCard> ReadModelCard(const ProgramFile& file);

}  // namespace runner

#endif  // RUNNER_ENGINE_PROGRAM_FILES_H_
