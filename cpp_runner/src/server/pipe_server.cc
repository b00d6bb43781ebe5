#include "runner/server/pipe_server.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <optional>
#include <utility>

#include "core/base/byte_order.h"
#include "runner/core/answers/answer_json.h"
#include "runner/core/answers/failure_json.h"
#include "runner/core/contract/model_card.h"
#include "runner/core/formats/json_writer.h"
#include "runner/core/preprocess/sample_parser.h"
#include "runner/core/program/asking_engine.h"
#include "runner/core/program/blocks.h"
#include "runner/core/program/program_info.h"
#include "runner/engine/session.h"
#include "runner/server/pipe_frames.h"
#include "runner/system/crash_handlers.h"
#include "runner/system/file_io.h"
#include "runner/system/standard_streams.h"

namespace runner {
namespace {

struct Reply {
  FrameType type = FrameType::kError;
  std::string payload;
};

// False when nobody reads any more.
bool Send(FrameType type, uint32_t id, const std::string& payload) {
  const std::string header = FrameHeaderBytes(type, id, payload.size());
  return std::fwrite(header.data(), 1, header.size(), stdout) == header.size() &&
         std::fwrite(payload.data(), 1, payload.size(), stdout) == payload.size() && std::fflush(stdout) == 0;
}

// How the loop ends when Send has failed: quietly where the other side has left.
Result<int> EndOfUnsent() {
#ifdef _WIN32
  const bool left = errno == EPIPE || errno == EINVAL;  // what a pipe without a reader says there
#else
  const bool left = errno == EPIPE;
#endif
  if (left) return 0;
  return OutputNotWritten();
}

// Tells the other side that the runtime ended the process; the id is filled in then.
std::string EndingFrame(const Failure& failure) {
  const std::string payload = FailureJson(failure);
  return FrameHeaderBytes(FrameType::kError, 0, payload.size()) + payload;
}

// Exactly `bytes` bytes, or fewer when the stream ends. Memory grows with what arrives, not with what was announced.
std::string Receive(uint64_t bytes) {
  constexpr uint64_t kStep = uint64_t{1} << 22;
  std::string data;
  while (data.size() < bytes) {
    const size_t before = data.size();
    const size_t step = static_cast<size_t>(std::min(bytes - before, std::max<uint64_t>(kStep, before)));
    data.resize(before + step);
    const size_t got = std::fread(data.data() + before, 1, step, stdin);
    data.resize(before + got);
    if (got < step) break;
  }
  return data;
}

// The blocks sorted into the contract's inputs. Every input once where `all`, at most once otherwise.
Result<std::vector<std::optional<RawInput>>> Sort(std::vector<Block> blocks, const Contract& contract, bool all) {
  std::vector<std::optional<RawInput>> raw_inputs(contract.inputs.size());
  for (Block& block : blocks) {
    if (block.slot >= raw_inputs.size() || raw_inputs[block.slot]) {
      return Failure::Usage("The request does not fit the model's inputs",
                            "There is " + std::string(block.slot >= raw_inputs.size() ? "a block" : "a second block") +
                                " for input " + std::to_string(block.slot) + "; the model has " +
                                std::to_string(raw_inputs.size()) + ".",
                            "Send one block for each input, numbered from 0 in the contract's order.");
    }
    raw_inputs[block.slot] = std::move(block.raw);
  }
  for (size_t i = 0; i < raw_inputs.size(); ++i) {
    if (raw_inputs[i] || (!all && !blocks.empty())) continue;
    return Failure::Usage("The request lacks the input \"" + contract.inputs[i].name + "\"", "No block has its number.",
                          "Send one block for each input, numbered from 0 in the contract's order.");
  }
  return raw_inputs;
}

Result<Reply> DoPreprocess(Session& session, std::vector<Block> blocks) {
  RUNNER_ASSIGN(const auto raw_inputs, Sort(std::move(blocks), session.predictor.contract(), false));
  Reply reply{FrameType::kBlocks, ""};
  for (size_t i = 0; i < raw_inputs.size(); ++i) {
    if (!raw_inputs[i]) continue;
    RUNNER_ASSIGN(const Tensor tensor, session.predictor.Prepare(i, *raw_inputs[i]));
    AppendBlock(reply.payload, static_cast<uint32_t>(i), tensor);
  }
  return reply;
}

Result<Reply> DoTensors(Session& session, std::vector<Block> blocks) {
  RUNNER_ASSIGN(auto raw_inputs, Sort(std::move(blocks), session.predictor.contract(), true));
  std::vector<Tensor> tensors;
  for (std::optional<RawInput>& raw : raw_inputs) {
    if (raw->form != RawInputForm::kTensor) {
      return Failure::Usage("The request needs exact tensors", "A block has another form than 0.", "Send blocks of form 0.");
    }
    tensors.push_back(std::move(raw->tensor));
  }
  RUNNER_ASSIGN(const RunOutcome outcome, session.predictor.RunArrays(tensors));
  Reply reply{FrameType::kBlocks, ""};
  for (size_t i = 0; i < outcome.outputs.size(); ++i) AppendBlock(reply.payload, static_cast<uint32_t>(i), outcome.outputs[i]);
  return reply;
}

Result<Reply> DoPredict(Session& session, std::vector<Block> blocks, bool with_pictures) {
  Predictor& predictor = session.predictor;
  RUNNER_ASSIGN(auto raw_inputs, Sort(std::move(blocks), predictor.contract(), true));
  std::vector<RawInput> all;
  for (std::optional<RawInput>& raw : raw_inputs) all.push_back(std::move(*raw));
  RUNNER_ASSIGN(const Prediction prediction, predictor.AnswerRaw(all));
  JsonWriter json;
  WriteAnswer(json, predictor.contract(), prediction, predictor.outputs(), {nullptr, 0, with_pictures, nullptr});
  return Reply{FrameType::kJson, json.Take()};
}

// The samples of one request, a frame each.
class SampleSender {
 public:
  SampleSender(Session& session, uint32_t id, bool prepared) : session_(session), id_(id), prepared_(prepared) {}

  // False when nobody reads any more.
  bool SendOne(const InputSample& sample) {
    ++count_;
    if (note_.empty()) note_ = sample.note;
    const Result<std::string> payload = Payload(sample);
    if (payload.ok()) return Send(FrameType::kSample, id_, payload.value());
    JsonWriter json;
    json.BeginObject();
    json.Key("row").Int(sample.row);
    WriteFailure(json, payload.failure());
    json.EndObject();
    return Send(FrameType::kSampleError, id_, json.Take());
  }

  Reply End() const {
    JsonWriter json;
    json.BeginObject();
    json.Key("samples").Int(count_);
    json.Key("note").String(note_);
    json.EndObject();
    return {FrameType::kJson, json.Take()};
  }

 private:
  // The row's number in eight bytes, and a block for each input.
  Result<std::string> Payload(const InputSample& sample) {
    if (sample.failure) return *sample.failure;
    std::string payload;
    AppendLittleEndian(payload, static_cast<uint64_t>(sample.row), 8);
    for (size_t i = 0; i < sample.raw_inputs.size(); ++i) {
      const auto slot = static_cast<uint32_t>(i);
      if (!prepared_) {
        AppendBlock(payload, slot, sample.raw_inputs[i]);
        continue;
      }
      RUNNER_ASSIGN(const Tensor tensor, session_.predictor.Prepare(i, sample.raw_inputs[i]));
      AppendBlock(payload, slot, tensor);
    }
    return payload;
  }

  Session& session_;
  uint32_t id_;
  bool prepared_;
  int64_t count_ = 0;
  std::string note_;
};

// Nothing where nobody reads any more.
Result<std::optional<Reply>> DoRead(Session& session, const FrameHeader& header, std::string payload) {
  std::string bytes = std::move(payload);
  if (static_cast<FrameType>(header.type) == FrameType::kReadFile) {
    if (bytes.find('\0') != std::string::npos) {
      return Failure::Usage("There is no such file", "The name has a null character.", "Check the name.");
    }
    RUNNER_ASSIGN(bytes, ReadContent(std::string(bytes)));
  }
  RUNNER_ASSIGN(std::vector<InputSample> samples, ParseSamples(session.predictor.contract(), bytes));
  std::string().swap(bytes);  // it is in the samples now, and may be large
  SampleSender sender(session, header.id, (header.flags & kPrepared) != 0);
  for (InputSample& sample : samples) {
    if (!sender.SendOne(sample)) return std::optional<Reply>();
    sample = {};
  }
  return std::optional<Reply>(sender.End());
}

uint32_t KnownFlags(FrameType type) {
  switch (type) {
    case FrameType::kPredict: return kWithPictures;
    case FrameType::kReadFile:
    case FrameType::kReadBytes: return kPrepared;
    default: return 0;
  }
}

bool IsRequest(FrameType type) {
  return type == FrameType::kPredict || type == FrameType::kPreprocess || type == FrameType::kTensors ||
         type == FrameType::kReadFile || type == FrameType::kReadBytes;
}

Result<std::optional<Reply>> HandleRequest(Session& session, const FrameHeader& header, std::string payload) {
  const auto type = static_cast<FrameType>(header.type);
  if (!IsRequest(type) || (header.flags & ~KnownFlags(type)) != 0) {
    return Failure::Usage("The request is not known", "Its type is " + std::to_string(header.type) + " and its flags are " +
                                                          std::to_string(header.flags) + ".",
                          "Send PREDICT (1), PREPROCESS (2), TENSORS (3), READ_FILE (4) or READ_BYTES (5); the first and the "
                          "last two may have the flag 1.");
  }
  if (type == FrameType::kReadFile || type == FrameType::kReadBytes) return DoRead(session, header, std::move(payload));
  if (type != FrameType::kPreprocess && !session.predictor.has_model()) {
    return Failure::CannotRun("There is no model to answer with", "The program was started with a contract only.",
                              "Send PREPROCESS or READ_FILE, or start it with --model.");
  }
  RUNNER_ASSIGN(std::vector<Block> blocks, ParseBlocks(payload));
  std::string().swap(payload);  // it is in the blocks now, and may be large
  Result<Reply> reply = type == FrameType::kPreprocess ? DoPreprocess(session, std::move(blocks))
                        : type == FrameType::kTensors  ? DoTensors(session, std::move(blocks))
                                                       : DoPredict(session, std::move(blocks), (header.flags & kWithPictures) != 0);
  if (!reply.ok()) return reply.failure();
  return std::optional<Reply>(std::move(reply).value());
}

// Has the other side run the model for the request `id`, which it waits for an answer to.
Result<std::string> AskToRun(uint32_t id, const std::string& payload) {
  if (!Send(FrameType::kRun, id, payload)) return OutputNotWritten();
  RUNNER_ASSIGN(const FrameHeader header, ParseFrameHeader(Receive(kFrameHeaderBytes)));
  std::string outputs = Receive(header.bytes);
  if (static_cast<FrameType>(header.type) != FrameType::kOutputs || header.id != id || outputs.size() < header.bytes) {
    return Failure::Usage("The model was not run", "The frame OUTPUTS (6) with the request's id was awaited.",
                          "Answer every frame RUN before anything else is sent.");
  }
  return outputs;
}

Result<int> Loop(Session& session, uint32_t& answered) {
  while (true) {
    const std::string start = Receive(kFrameHeaderBytes);
    if (start.empty()) return 0;
    RUNNER_ASSIGN(const FrameHeader header, ParseFrameHeader(start));
    std::string payload = Receive(header.bytes);
    if (payload.size() < header.bytes) {
      return Failure::Usage("Standard input ended inside a frame", "The other program stopped while it was sending.",
                            "Start it again.");
    }
    SetEndingFrameId(header.id);
    answered = header.id;
    const Result<std::optional<Reply>> reply = HandleRequest(session, header, std::move(payload));
    if (reply.ok() && !reply.value()) return EndOfUnsent();
    const bool sent = reply.ok() ? Send(reply.value()->type, header.id, reply.value()->payload)
                                 : Send(FrameType::kError, header.id, FailureJson(reply.failure()));
    if (!sent) return EndOfUnsent();
  }
}

// `answered`: the request that is being answered; null where the model is the program's own.
Result<std::pair<Session, std::string>> Start(const NamedFiles& named, int threads, const uint32_t* answered) {
  RUNNER_ASSIGN(Session session, OpenSession(named, threads, Need::kContractOnly));
  if (answered != nullptr) {
    const Contract contract = session.predictor.contract();
    const auto ask = [answered](const std::string& payload) { return AskToRun(*answered, payload); };
    RUNNER_ASSIGN(session.predictor, Predictor::Join(contract, MakeAskingEngine(SpecsOf(contract), ask)));
  }
  RUNNER_ASSIGN(const ModelCard card, ReadModelCard(session.program_files.card));
  std::string hello = InfoJson(FactsOf(session, card));
  return std::pair<Session, std::string>(std::move(session), std::move(hello));
}

}  // namespace

Result<int> ServePipe(const NamedFiles& named, int threads, bool elsewhere) {
  PrepareBinaryPipes();
  SetEndingFrames(EndingFrame, kFrameIdAt);
  uint32_t answered = 0;
  Result<std::pair<Session, std::string>> started = Start(named, threads, elsewhere ? &answered : nullptr);
  if (!started.ok()) {
    Send(FrameType::kError, 0, FailureJson(started.failure()));
    return 3;
  }
  auto& [session, hello] = started.value();
  if (!Send(FrameType::kHello, 0, hello)) return EndOfUnsent();
  return Loop(session, answered);
}

}  // namespace runner
