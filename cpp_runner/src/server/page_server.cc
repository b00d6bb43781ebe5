#include "runner/server/page_server.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "runner/core/contract/model_card.h"
#include "runner/core/preprocess/file_endings.h"
#include "runner/core/program/body_answer.h"
#include "runner/engine/session.h"
#include "runner/server/connection_set.h"
#include "runner/server/given_files.h"
#include "runner/server/memory_room.h"
#include "runner/server/page_access.h"
#include "runner/server/page_content.h"
#include "runner/system/browser.h"
#include "runner/system/clock.h"
#include "runner/system/crash_handlers.h"
#include "runner/system/random_bits.h"
#include "runner/system/sockets.h"
#include "runner/system/standard_streams.h"
#include "runner/system/stop_signals.h"

namespace runner {
namespace {

// Bodies in memory: one of the largest and some others; and beside them small ones, one for each connection.
constexpr uint64_t kRoom = kMostBodyBytes + (uint64_t{16} << 20);
constexpr uint64_t kNoWait = uint64_t{1} << 20;
constexpr double kRoomMs = 60'000.0;
constexpr double kCodeMs = 30'000.0;
constexpr double kClosedMs = 60'000.0;    // without a page, until the program ends
constexpr double kFarewellMs = 1'000.0;   // for the answer to a stop
constexpr double kLongestWaitMs = 1'000.0;  // Windows answers Ctrl+C at once, but its clock may be changed
// A browser has six connections for all pages of a program: some are left for requests.
constexpr size_t kMostOpenPages = 3;

std::string ContentType(const HttpRequest& request) {
  const std::string* const type = request.Header("content-type");
  return type == nullptr ? "" : *type;
}

HttpRefusal NoRoom() {
  return {503, Failure::Usage("There is no memory left for the data", "Other requests are still being answered.", "Send it again."),
          "Retry-After: 5\r\n"};
}

class PageServer {
 public:
  PageServer(Session& session, Listener listener, PageAccess access, std::string page, std::string about, GivenFiles given,
             bool watched)
      : session_(session), listener_(std::move(listener)), access_(std::move(access)), page_(std::move(page)),
        about_(std::move(about)), given_(std::move(given)), watched_(watched), room_(kRoom, kNoWait) {}

  void Run(BrowserOpening opening);

 private:
  struct Job {
    HttpConnection* connection;  // it stays as long as it waits for its answer
    std::unique_ptr<BodyAnswer> answer;
    bool keep;  // the connection may be used again
  };

  // A clock that stands still while the model works: a client cannot be heard then.
  double ClientNow() const { return NowMs() - worked_ms_; }
  int LongestWait() const;
  void Wait(BrowserOpening& opening);
  void Serve(HttpConnection& connection);
  void Reply(HttpConnection& connection, const HttpRequest& request);
  void GivePage(HttpConnection& connection, const HttpRequest& request);
  void GiveToken(HttpConnection& connection, const HttpRequest& request);
  void GiveFile(HttpConnection& connection, const HttpRequest& request);
  void TakeData(HttpConnection& connection, const HttpRequest& request);
  void GiveRoom(HttpConnection& connection);
  void Queue(HttpConnection& connection);
  void Work();
  void KeepTime();
  bool Ended() const;

  // A request whose body is still to come.
  struct Pending {
    uint64_t number;  // of its connection
    HttpRequest request;
    uint64_t size;
    double until;  // NowMs
  };

  Session& session_;
  Listener listener_;
  PageAccess access_;
  std::string page_;
  std::string about_;
  GivenFiles given_;
  bool watched_;
  ConnectionSet connections_;
  MemoryRoom room_;
  std::vector<Pending> pending_;
  std::deque<Job> jobs_;
  double worked_ms_ = 0.0;
  bool page_was_open_ = false;
  double last_use_ms_ = 0.0;
  double stop_ms_ = HUGE_VAL;
  uint64_t stopping_ = 0;  // the connection whose answer is the last
};

int PageServer::LongestWait() const {
  if (!jobs_.empty()) return 0;
  double longest = kLongestWaitMs;
  for (const auto& connection : connections_.all()) longest = std::min(longest, connection->deadline() - ClientNow());
  return static_cast<int>(std::max(0.0, std::ceil(longest)));
}

void PageServer::Wait(BrowserOpening& opening) {
  std::vector<Watched> watched = {{connections_.HasPlace() ? listener_.socket.handle() : -1, true, false, false, false},
                                  {opening.descriptor, true, false, false, false}};
  for (const auto& connection : connections_.all()) watched.push_back(connection->watched());
  WaitForSockets(watched, LongestWait());
  for (size_t i = 2; i < watched.size(); ++i) connections_.all()[i - 2]->Advance(watched[i], ClientNow());
  if (watched[1].readable) FinishOpening(opening);
  if (watched[0].readable) connections_.AcceptFrom(listener_.socket, ClientNow());
}

void PageServer::Run(BrowserOpening opening) {
  bool told = false;
  while (!Ended()) {
    if (opening.failed && !told) {
      std::fputs("No browser could be opened here. Open the address above in one.\n", stderr);
      told = true;
    }
    Wait(opening);
    // Others may be added at the end meanwhile, and none goes.
    for (size_t i = 0; i < connections_.all().size(); ++i) Serve(*connections_.all()[i]);
    KeepTime();
    Work();
    connections_.Sweep();
  }
}

// Answers what has arrived, as far as that goes without work.
void PageServer::Serve(HttpConnection& connection) {
  while (std::optional<HttpRequest> request = connection.TakeRequest(ClientNow())) {
    std::optional<HttpRefusal> refusal = access_.Admit(*request);
    if (!refusal) refusal = PageAccess::RouteOf(*request).refusal;
    if (refusal) {
      connection.Refuse(*refusal, request->method == "HEAD", ClientNow());
    } else {
      last_use_ms_ = NowMs();
      Reply(connection, *request);
    }
  }
  if (connection.state() == ConnectionState::kRoom) GiveRoom(connection);
  if (connection.state() == ConnectionState::kWork) Queue(connection);
}

void PageServer::Reply(HttpConnection& connection, const HttpRequest& request) {
  switch (PageAccess::RouteOf(request).route) {
    case PageRoute::kPage: return GivePage(connection, request);
    case PageRoute::kAbout: return connection.Answer(JsonAnswer(200, about_, request.keep), ClientNow());
    case PageRoute::kToken: return GiveToken(connection, request);
    case PageRoute::kPredict: return TakeData(connection, request);
    case PageRoute::kGiven: return GiveFile(connection, request);
    case PageRoute::kOpen:
      page_was_open_ = true;
      // The oldest asks again after a while: all of them together are looked at.
      if (const auto pages = connections_.OpenPages(); pages.size() >= kMostOpenPages) pages.front()->Close();
      return connection.KeepOpen(ClientNow());
    case PageRoute::kStop:
      stopping_ = connection.number();
      stop_ms_ = NowMs() + kFarewellMs;
      return connection.Answer(JsonAnswer(200, "{\"stopped\":true}", /*keep=*/false), ClientNow());
  }
}

void PageServer::GivePage(HttpConnection& connection, const HttpRequest& request) {
  HttpAnswer answer = PageAnswer(page_, RandomSecret());
  answer.keep = request.keep;
  connection.Answer(answer, ClientNow());
}

void PageServer::GiveToken(HttpConnection& connection, const HttpRequest& request) {
  const PageAccess::Exchange exchange = access_.UseCode(request, NowMs());
  if (exchange.refusal) return connection.Refuse(*exchange.refusal, false, ClientNow());
  connection.Answer(JsonAnswer(200, "{\"token\":\"" + exchange.token + "\"}", request.keep), ClientNow());
}

void PageServer::TakeData(HttpConnection& connection, const HttpRequest& request) {
  const SizeReading size = ReadBodySize(request);
  std::optional<HttpRefusal> refusal = size.refusal;
  if (!refusal) {
    const Result<Done> read = CheckContentType(ContentType(request));
    if (!read.ok()) refusal = HttpRefusal{415, read.failure(), ""};
  }
  if (refusal) return connection.Refuse(*refusal, false, ClientNow());
  pending_.push_back({connection.number(), request, size.size, NowMs() + kRoomMs});
  connection.WaitForRoom();
}

// Lets a body come where there is room for it.
void PageServer::GiveRoom(HttpConnection& connection) {
  const auto pending = std::find_if(pending_.begin(), pending_.end(), [&](const Pending& one) { return one.number == connection.number(); });
  const HttpRequest& request = pending->request;
  bool received = room_.Ask(connection.number(), MemoryOf(ContentType(request), pending->size));
  if (!received && NowMs() < pending->until) return;
  const std::string* const expected = request.Header("expect");
  received = received && connection.ReceiveBody(pending->size, expected != nullptr && *expected == "100-continue", ClientNow());
  if (received) return;
  connection.Refuse(NoRoom(), false, ClientNow());
}

// A file as large as a body: others wait until it is sent.
void PageServer::GiveFile(HttpConnection& connection, const HttpRequest& request) {
  uint64_t held = 0;
  for (const auto& one : connections_.all()) held += one->held();
  if (held > kNoWait) return connection.Refuse(NoRoom(), false, ClientNow());
  connection.Answer(given_.Answer(request), ClientNow());
}

// Puts a request whose body is there behind those that wait for their answers.
void PageServer::Queue(HttpConnection& connection) {
  const auto pending = std::find_if(pending_.begin(), pending_.end(), [&](const Pending& one) { return one.number == connection.number(); });
  if (pending == pending_.end()) return;  // it stands there already
  const HttpRequest& request = pending->request;
  BodyQuestion question = ReadQuestion(ContentType(request), request.query);
  jobs_.push_back({&connection, std::make_unique<BodyAnswer>(session_.predictor, std::move(question), connection.TakeBody()), request.keep});
  pending_.erase(pending);
}

// One step for the request that has waited longest.
void PageServer::Work() {
  if (jobs_.empty()) return;
  Job job = std::move(jobs_.front());
  jobs_.pop_front();
  const double start = NowMs();
  SetEndingOutput(static_cast<int>(job.connection->socket()));
  const bool done = job.answer->Step();
  SetEndingOutput(-1);
  worked_ms_ += NowMs() - start;
  last_use_ms_ = NowMs();
  if (!done) {
    jobs_.push_back(std::move(job));
    return;
  }
  room_.GiveBack(job.connection->number());
  BodyReply reply = job.answer->Take();
  job.connection->Answer(JsonAnswer(reply.status, std::move(reply.json), job.keep), ClientNow());
}

// Ends what takes too long, and forgets what those have asked for that are gone.
void PageServer::KeepTime() {
  for (const auto& connection : connections_.all()) {
    if (connection->deadline() <= ClientNow()) connection->EndOfTime(ClientNow());
  }
  if (!connections_.OpenPages().empty()) last_use_ms_ = NowMs();
  const auto gone = [&](const Pending& one) {
    for (const auto& connection : connections_.all()) {
      const bool waits = connection->state() == ConnectionState::kRoom || connection->state() == ConnectionState::kBody ||
                         connection->state() == ConnectionState::kWork;
      if (connection->number() == one.number && waits) return false;
    }
    room_.GiveBack(one.number);
    return true;
  };
  pending_.erase(std::remove_if(pending_.begin(), pending_.end(), gone), pending_.end());
}

bool PageServer::Ended() const {
  if (watched_ && page_was_open_ && jobs_.empty() && NowMs() - last_use_ms_ > kClosedMs) return true;
  if (stopping_ == 0) return false;
  const auto is_last = [&](const auto& connection) { return connection->number() == stopping_; };
  return NowMs() > stop_ms_ || std::none_of(connections_.all().begin(), connections_.all().end(), is_last);
}

Result<std::string> NewSecret() {
  std::string secret = RandomSecret();
  if (!secret.empty()) return secret;
  return Failure::CannotRun("The page cannot be protected", "The system gives no random numbers.", "Start the program elsewhere.");
}

// The first line of standard output, for scripts.
Result<Done> TellAddress(const std::string& address) {
  if (std::fputs((address + "\n").c_str(), stdout) >= 0 && std::fflush(stdout) == 0) return Done{};
  return OutputNotWritten();
}

}  // namespace

Result<int> ServePage(const NamedFiles& named, const PageOptions& options) {
  if (options.watched) LeaveOwnConsole();
  PrepareBinaryPipes();
  EndOnStopSignals();
  RUNNER_ASSIGN(std::string page, ReadPage(named));
  RUNNER_ASSIGN(const std::string token, NewSecret());
  RUNNER_ASSIGN(const std::string code, NewSecret());
  RUNNER_ASSIGN(Listener listener, ListenOnLoopback(options.port));
  RUNNER_ASSIGN(Session session, OpenSession(named, options.threads, Need::kModel));
  RUNNER_ASSIGN(const ModelCard card, ReadModelCard(session.program_files.card));
  SetEndingOutput(-1);
  SetEndingFrames(EndingAnswer, kNoFrameId);
  const std::string place = "http://127.0.0.1:" + std::to_string(listener.port) + "/";
  RUNNER_TRY(TellAddress(place + "?token=" + token));
  BrowserOpening opening;
  if (options.browser) opening = OpenInBrowser(place + "?code=" + code);
  std::fputs("Stop with Ctrl+C, or with the button on the page.\n", stderr);
  PageAccess access(listener.port, token, options.browser ? code : "", NowMs() + kCodeMs);
  GivenFiles given(options.files ? options.files(FolderEndings(session.predictor.contract())) : std::vector<std::string>());
  std::string about = given.AddedTo(AboutJson(FactsOf(session, card), options.watched));
  PageServer server(session, std::move(listener), std::move(access), std::move(page), std::move(about), std::move(given), options.watched);
  server.Run(opening);
  return 0;
}

}  // namespace runner
