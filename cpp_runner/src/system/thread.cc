#include "runner/system/thread.h"

#include <cstddef>

#ifdef _WIN32
#include <windows.h>
#else
#include <pthread.h>
#endif

namespace runner {
namespace {

constexpr size_t kStackBytes = size_t{1} << 20;  // it counts as the program's memory, and the usual 8 MB are of no use

}  // namespace

#ifdef _WIN32

struct Thread::State {
  HANDLE handle = nullptr;
  void (*work)(void*) = nullptr;
  void* argument = nullptr;

  static DWORD WINAPI Run(void* state) {
    const State* const own = static_cast<State*>(state);
    own->work(own->argument);
    return 0;
  }
};

bool Thread::Start(void (*work)(void*), void* argument) {
  state_->work = work;
  state_->argument = argument;
  state_->handle = CreateThread(nullptr, kStackBytes, State::Run, state_.get(), 0, nullptr);
  return state_->handle != nullptr;
}

Thread::~Thread() {
  if (state_->handle == nullptr) return;
  WaitForSingleObject(state_->handle, INFINITE);
  CloseHandle(state_->handle);
}

struct Monitor::State {
  SRWLOCK lock = SRWLOCK_INIT;
  CONDITION_VARIABLE changed = CONDITION_VARIABLE_INIT;
};

void Monitor::Enter() { AcquireSRWLockExclusive(&state_->lock); }
void Monitor::Leave() { ReleaseSRWLockExclusive(&state_->lock); }
void Monitor::Wait() { SleepConditionVariableSRW(&state_->changed, &state_->lock, INFINITE, 0); }
void Monitor::WakeAll() { WakeAllConditionVariable(&state_->changed); }
Monitor::~Monitor() = default;

#else

struct Thread::State {
  pthread_t thread = {};
  bool started = false;
  void (*work)(void*) = nullptr;
  void* argument = nullptr;

  static void* Run(void* state) {
    const State* const own = static_cast<State*>(state);
    own->work(own->argument);
    return nullptr;
  }
};

bool Thread::Start(void (*work)(void*), void* argument) {
  state_->work = work;
  state_->argument = argument;
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return false;
  pthread_attr_setstacksize(&attributes, kStackBytes);
  state_->started = pthread_create(&state_->thread, &attributes, State::Run, state_.get()) == 0;
  pthread_attr_destroy(&attributes);
  return state_->started;
}

Thread::~Thread() {
  if (state_->started) pthread_join(state_->thread, nullptr);
}

struct Monitor::State {
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
};

void Monitor::Enter() { pthread_mutex_lock(&state_->mutex); }
void Monitor::Leave() { pthread_mutex_unlock(&state_->mutex); }
void Monitor::Wait() { pthread_cond_wait(&state_->changed, &state_->mutex); }
void Monitor::WakeAll() { pthread_cond_broadcast(&state_->changed); }
Monitor::~Monitor() {
  pthread_cond_destroy(&state_->changed);
  pthread_mutex_destroy(&state_->mutex);
}

#endif

Thread::Thread() : state_(new State) {}
Monitor::Monitor() : state_(new State) {}

}  // namespace runner
