// Thread and Monitor: a second thread, and what two of them share. The C++ library's own would have to be linked.
// Thread rule: a Thread belongs to the thread that started it; a Monitor may be used by all.
#ifndef RUNNER_SYSTEM_THREAD_H_
#define RUNNER_SYSTEM_THREAD_H_

#include <memory>

namespace runner {

// Runs one function beside the thread that started it.
class Thread {
 public:
  Thread();
  // Waits for its end.
  ~Thread();
  Thread(const Thread&) = delete;
  Thread& operator=(const Thread&) = delete;

  // False where the system starts no more. `argument` must outlive the thread.
  bool Start(void (*work)(void*), void* argument);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// One holds it at a time; who waits lets the others in until they wake it.
class Monitor {
 public:
  Monitor();
  ~Monitor();
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;

  void Enter();
  void Leave();
  // Only while it is entered.
  void Wait();
  void WakeAll();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Enters a monitor for as long as it lives.
class Entered {
 public:
  explicit Entered(Monitor& monitor) : monitor_(monitor) { monitor_.Enter(); }
  ~Entered() { monitor_.Leave(); }
  Entered(const Entered&) = delete;
  Entered& operator=(const Entered&) = delete;

 private:
  Monitor& monitor_;
};

}  // namespace runner

#endif  // RUNNER_SYSTEM_THREAD_H_
