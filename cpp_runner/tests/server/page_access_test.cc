#include "runner/server/page_access.h"

#include "check.h"

using runner::HttpRequest;
using runner::PageAccess;
using runner::PageRoute;

namespace {

constexpr char kToken[] = "0123456789abcdef";
constexpr char kCode[] = "fedcba9876543210";

PageAccess Access() { return PageAccess(8080, kToken, kCode, 1000.0); }

// A request as this computer's own page sends it, with further headers.
HttpRequest Asked(const char* path, std::vector<std::pair<std::string, std::string>> headers = {}) {
  HttpRequest request;
  request.method = "GET";
  request.path = path;
  request.headers = {{"host", "127.0.0.1:8080"}};
  request.headers.insert(request.headers.end(), headers.begin(), headers.end());
  return request;
}

int StatusOf(const HttpRequest& request) {
  const auto refusal = Access().Admit(request);
  return refusal ? refusal->status : 0;
}

HttpRequest WithCode(const std::string& code) {
  HttpRequest request = Asked("/token");
  request.query = {{"code", code}};
  return request;
}

}  // namespace

TEST(who_shows_the_token_is_admitted) {
  CHECK_EQ(StatusOf(Asked("/about", {{"x-token", kToken}})), 0);
  CHECK_EQ(StatusOf(Asked("/about")), 401);
  for (const char* wrong : {"", "0123456789abcde", "0123456789abcdef0", "0123456789abcdeF", kCode}) {
    CHECK_EQ(StatusOf(Asked("/about", {{"x-token", wrong}})), 401);
  }
  HttpRequest by_address = Asked("/about");
  by_address.query = {{"token", kToken}};
  CHECK_EQ(StatusOf(by_address), 0);
  by_address.headers.emplace_back("x-token", "wrong");
  CHECK_EQ(StatusOf(by_address), 401);
}

TEST(the_page_alone_needs_no_token_and_no_wrong_one) {
  CHECK_EQ(StatusOf(Asked("/")), 0);
  CHECK_EQ(StatusOf(Asked("/", {{"x-token", "wrong"}})), 401);
  HttpRequest wrong = Asked("/");
  wrong.query = {{"token", "wrong"}};
  CHECK_EQ(StatusOf(wrong), 401);
}

TEST(other_names_and_other_pages_are_refused) {
  HttpRequest request = Asked("/", {{"x-token", kToken}});
  for (const char* host : {"", "127.0.0.1", "127.0.0.1:80", "evil.example:8080", "localhost:8080.evil.example"}) {
    request.headers[0].second = host;
    CHECK_EQ(StatusOf(request), 403);
  }
  request.headers[0].second = "LocalHost:8080";
  CHECK_EQ(StatusOf(request), 0);
  for (const char* origin : {"null", "", "http://evil.example", "https://127.0.0.1:8080", "http://127.0.0.1:8081"}) {
    CHECK_EQ(StatusOf(Asked("/", {{"x-token", kToken}, {"origin", origin}})), 403);
  }
  CHECK_EQ(StatusOf(Asked("/", {{"x-token", kToken}, {"origin", "http://localhost:8080"}})), 0);
  CHECK_EQ(StatusOf(Asked("/token", {{"origin", "http://evil.example"}})), 403);
}

TEST(a_code_stands_for_the_token_once_and_for_a_while) {
  PageAccess access = Access();
  CHECK_EQ(access.UseCode(WithCode("wrong"), 0.0).token, std::string());
  CHECK_EQ(access.UseCode(WithCode(""), 0.0).refusal->status, 401);
  CHECK_EQ(access.UseCode(WithCode(kCode), 999.0).token, std::string(kToken));
  CHECK_EQ(access.UseCode(WithCode(kCode), 999.0).refusal->status, 401);
  CHECK_EQ(access.UseCode(WithCode(""), 999.0).refusal->status, 401);
  PageAccess late = Access();
  CHECK_EQ(late.UseCode(WithCode(kCode), 1000.0).refusal->status, 401);
  PageAccess none(8080, kToken, "", 1000.0);
  CHECK_EQ(none.UseCode(WithCode(""), 0.0).refusal->status, 401);
}

TEST(each_address_is_asked_in_one_way) {
  CHECK_EQ(PageAccess::RouteOf(Asked("/open")).route, PageRoute::kOpen);
  CHECK_EQ(PageAccess::RouteOf(Asked("/favicon.ico")).refusal->status, 404);
  const auto wrong = PageAccess::RouteOf(Asked("/stop"));
  CHECK_EQ(wrong.refusal->status, 405);
  CHECK_EQ(wrong.refusal->headers, std::string("Allow: POST\r\n"));
  CHECK_EQ(PageAccess::RouteOf(Asked("/about", {{"content-length", "3"}})).refusal->status, 400);
}
