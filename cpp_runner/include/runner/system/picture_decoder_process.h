// PictureDecoderProcess: decodes pictures in a process of its own where somebody else's code does the decoding (JPEG, PNG), so
// that a file which crashes that code, or never lets it end, is one unreadable picture and nothing else.
// Thread rule: one thread; start it before other threads exist.
#ifndef RUNNER_SYSTEM_PICTURE_DECODER_PROCESS_H_
#define RUNNER_SYSTEM_PICTURE_DECODER_PROCESS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "runner/core/base/result.h"
#include "runner/core/pictures/picture_decoder.h"

namespace runner {

class PictureDecoderProcess final : public PictureDecoder {
 public:
  // On Windows, and in a build without such decoders, there is no process and everything is decoded here.
  PictureDecoderProcess();
  ~PictureDecoderProcess() override;
  PictureDecoderProcess(const PictureDecoderProcess&) = delete;
  PictureDecoderProcess& operator=(const PictureDecoderProcess&) = delete;

  // As DecodePicture. After a crash the next picture gets a new process.
  Result<Picture> Decode(std::string_view bytes, const std::string& name) override;

  // The process that decodes; 0 = none at the moment.
  int64_t id() const { return id_; }

 private:
  bool Start();
  Failure Stopped(const std::string& name, bool in_time);
  // All bytes, within the picture's time; false when the process is gone or too slow.
  bool Send(const void* bytes, size_t count);
  bool Receive(void* bytes, size_t count);
  bool ReceiveText(std::string& text);
  bool WaitFor(short event);

  int64_t id_ = 0;
  int socket_ = -1;
  double deadline_ms_ = 0.0;
};

}  // namespace runner

#endif  // RUNNER_SYSTEM_PICTURE_DECODER_PROCESS_H_
