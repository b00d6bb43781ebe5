#include "runner/commands/progress.h"

#include <algorithm>
#include <cstdio>

#include "runner/system/clock.h"
#include "runner/system/standard_streams.h"

namespace runner {
namespace {

constexpr size_t kBar = 20;
constexpr double kBetweenMs = 100.0;

std::string Duration(double seconds) {
  const auto whole = static_cast<long long>(seconds + 0.5);
  if (whole < 60) return std::to_string(whole) + " s";
  if (whole < 3600) return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
  return std::to_string(whole / 3600) + " h " + std::to_string(whole / 60 % 60) + " min";
}

}  // namespace

std::string ProgressText(size_t answers, size_t done, size_t total, double seconds) {
  const double rate = static_cast<double>(answers) / std::max(seconds, 1e-6);
  char speed[64];
  std::snprintf(speed, sizeof speed, rate >= 1.5 ? "%.0f a second" : "%.1f s each", rate >= 1.5 ? rate : 1.0 / rate);
  // How many rows a file has is not known before its end.
  if (total == 1) return std::to_string(answers) + " answered, " + speed;
  std::string bar(kBar * done / total, '#');
  bar.resize(kBar, '.');
  const double left = seconds / static_cast<double>(done) * static_cast<double>(total - done);
  return "[" + bar + "] " + std::to_string(done) + " of " + std::to_string(total) + ", " + speed + ", " + Duration(left) + " left";
}

Progress::Progress(size_t total)
    : total_(total), begun_(NowMs()), last_(begun_), active_(IsTerminal(stderr)), shares_terminal_(IsTerminal(stdout)) {}

Progress::~Progress() { Wipe(); }

void Progress::BeforeAnswer() {
  if (shares_terminal_) Wipe();
}

void Progress::Answered(size_t done) {
  ++answers_;
  if (!active_) return;
  const double now = NowMs();
  if (now - last_ >= kBetweenMs) {
    last_ = now;
    text_ = ProgressText(answers_, done, total_, (now - begun_) / 1000.0);
    Wipe();
  }
  if (text_.empty() || shown_ > 0) return;
  std::fprintf(stderr, "\r%s", text_.c_str());
  std::fflush(stderr);
  shown_ = text_.size();
}

void Progress::Wipe() {
  if (shown_ == 0) return;
  std::fprintf(stderr, "\r%*s\r", static_cast<int>(shown_), "");
  std::fflush(stderr);
  shown_ = 0;
}

}  // namespace runner
