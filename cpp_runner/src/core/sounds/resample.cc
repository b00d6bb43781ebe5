#include "core/sounds/resample.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace runner {
namespace {

constexpr double kPi = 3.14159265358979323846;
// A sinc of 32 zero crossings a side under a Kaiser window of beta 9 keeps what aliases 80 dB down. The cut-off lies
// below half of the lower rate by the width of the transition.
constexpr double kZeroCrossings = 32.0;
constexpr double kBeta = 9.0;
constexpr double kCutOff = 0.95;
constexpr size_t kMaxKept = size_t{1} << 22;  // filter values that are kept for the next time

// The modified Bessel function I0, by its power series.
double BesselI0(double x) {
  double sum = 1.0;
  double term = 1.0;
  for (int k = 1; term > sum * 1e-17; ++k) {
    const double factor = x / (2.0 * k);
    term *= factor * factor;
    sum += term;
  }
  return sum;
}

double Sinc(double x) { return x == 0.0 ? 1.0 : std::sin(kPi * x) / (kPi * x); }

// The filters of all phases. An output lies `phase / phases` of an input step behind an input; its filter weighs the
// inputs from `first()` before to as many behind.
class FilterBank {
 public:
  FilterBank(int64_t phases, double cut_off)
      : phases_(phases), cut_off_(cut_off), half_width_(kZeroCrossings / cut_off) {
    reach_ = static_cast<int64_t>(std::ceil(half_width_));
    const size_t taps = static_cast<size_t>(2 * reach_ + 2);
    if (static_cast<size_t>(phases) <= kMaxKept / taps) kept_.resize(static_cast<size_t>(phases));
  }

  int64_t first() const { return -reach_; }

  const std::vector<double>& Phase(int64_t phase) {
    std::vector<double>& filter = kept_.empty() ? scratch_ : kept_[static_cast<size_t>(phase)];
    if (kept_.empty() || filter.empty()) Fill(filter, phase);
    return filter;
  }

 private:
  void Fill(std::vector<double>& filter, int64_t phase) const {
    filter.clear();
    double sum = 0.0;
    const double offset = static_cast<double>(phase) / static_cast<double>(phases_);
    for (int64_t i = -reach_; i <= reach_ + 1; ++i) {
      const double x = static_cast<double>(i) - offset;
      const double edge = x / half_width_;
      const double window = std::abs(edge) >= 1.0 ? 0.0 : BesselI0(kBeta * std::sqrt(1.0 - edge * edge));
      filter.push_back(Sinc(x * cut_off_) * window);
      sum += filter.back();
    }
    for (double& value : filter) value /= sum;  // a constant stays what it is
  }

  int64_t phases_;
  double cut_off_;     // as a part of the input's own limit
  double half_width_;  // of the window, in inputs
  int64_t reach_ = 0;
  std::vector<std::vector<double>> kept_;
  std::vector<double> scratch_;
};

}  // namespace

size_t ResampledLength(size_t count, int from, int to) {
  const uint64_t product = static_cast<uint64_t>(count) * static_cast<uint64_t>(to);
  return static_cast<size_t>((product + static_cast<uint64_t>(from) - 1) / static_cast<uint64_t>(from));
}

std::vector<float> Resample(const float* samples, size_t count, int from, int to, size_t most) {
  const size_t length = std::min(ResampledLength(count, from, to), most);
  if (from == to) return std::vector<float>(samples, samples + length);
  const int64_t divisor = std::gcd(from, to);
  const int64_t step = from / divisor;
  const int64_t phases = to / divisor;
  FilterBank filters(phases, kCutOff * std::min(1.0, static_cast<double>(to) / static_cast<double>(from)));
  std::vector<float> out;
  out.reserve(length);
  for (size_t n = 0; n < length; ++n) {
    const int64_t position = static_cast<int64_t>(n) * step;
    const std::vector<double>& filter = filters.Phase(position % phases);
    const int64_t begin = position / phases + filters.first();
    // Before the first and behind the last sample there is silence.
    const int64_t from_tap = std::max<int64_t>(0, -begin);
    const int64_t to_tap = std::min<int64_t>(static_cast<int64_t>(filter.size()), static_cast<int64_t>(count) - begin);
    double sum = 0.0;
    for (int64_t tap = from_tap; tap < to_tap; ++tap) {
      sum += filter[static_cast<size_t>(tap)] * static_cast<double>(samples[begin + tap]);
    }
    out.push_back(static_cast<float>(sum));
  }
  return out;
}

}  // namespace runner
