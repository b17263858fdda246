#include "planner/builds/retry_rules.h"

#include <algorithm>
#include <array>
#include <vector>

#include "planner/text/quote.h"
#include "tfvars/text/ascii.h"

namespace deltaplan::planner {
namespace {

constexpr std::array<std::string_view, 17> kTransient{"connection refused",
                                                      "connection reset",
                                                      "broken pipe",
                                                      "timeout",
                                                      "timed out",
                                                      "deadline exceeded",
                                                      "unexpected eof",
                                                      "tls handshake",
                                                      "no such host",
                                                      "temporary failure",
                                                      "toomanyrequests",
                                                      "too many requests",
                                                      "bad gateway",
                                                      "service unavailable",
                                                      "gateway time",
                                                      "throttl",
                                                      "internal server error"};
constexpr std::array<std::string_view, 17> kPermanent{"denied",
                                                      "unauthorized",
                                                      "forbidden",
                                                      "authentication required",
                                                      "no basic auth",
                                                      "name unknown",
                                                      "manifest unknown",
                                                      "unknown authority",
                                                      "not known",
                                                      "not found",
                                                      "does not exist",
                                                      "immutable",
                                                      "invalid",
                                                      "unsupported",
                                                      "no space left",
                                                      "executable file not found",
                                                      "no such file or directory"};

bool HoldsOneOf(std::string_view text, const auto& words) {
  return std::ranges::any_of(
      words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

using tfvars::IsDigit;

// "status code 503", "HTTP response 429": a word, at most 20 others, a status that passes.
bool HasPassingStatus(std::string_view text) {
  constexpr std::size_t kMostBetween = 20;
  for (const std::string_view word : {"status", "code", "http", "response"}) {
    for (std::size_t at = text.find(word); at != std::string_view::npos;
         at = text.find(word, at + 1)) {
      std::string_view rest = text.substr(at + word.size());
      const auto digit = std::ranges::find_if(rest, IsDigit);
      const auto between = static_cast<std::size_t>(digit - rest.begin());
      if (between > kMostBetween) continue;
      rest.remove_prefix(between);
      if (rest.starts_with("429")) return true;
      if (rest.size() >= 3 && rest[0] == '5' && IsDigit(rest[1]) && IsDigit(rest[2])) return true;
    }
  }
  return false;
}

// Lines that say something, the last one first, at most `most`. A carriage return ends one, too.
std::vector<std::string_view> LastLines(std::string_view text, std::size_t most) {
  std::vector<std::string_view> lines;
  while (!text.empty() && lines.size() < most) {
    const std::size_t end = text.find_last_of("\r\n");
    const std::string_view line = end == std::string_view::npos ? text : text.substr(end + 1);
    text = end == std::string_view::npos ? std::string_view() : text.substr(0, end);
    const auto says_something = [](char byte) {
      return static_cast<unsigned char>(byte) > ' ' && byte != '\x7F';
    };
    if (std::ranges::any_of(line, says_something)) lines.push_back(line);
  }
  return lines;
}

}  // namespace

std::string LastWords(std::string_view output) {
  const std::vector<std::string_view> lines = LastLines(output, 1);
  if (lines.empty()) return {};
  std::string words;
  for (const char byte : lines.front()) {
    if (static_cast<unsigned char>(byte) >= ' ' && byte != '\x7F') words += byte;
  }
  return words;
}

bool ShouldRetry(std::string_view last_words, Doubt doubt) {
  const std::string words = tfvars::ToLower(last_words);
  if (HoldsOneOf(words, kTransient) || words.ends_with(": eof") || HasPassingStatus(words)) {
    return true;
  }
  return doubt == Doubt::kTriesAgain && !HoldsOneOf(words, kPermanent);
}

std::chrono::seconds PauseBefore(std::size_t retry) {
  constexpr std::size_t kLongest = 30;
  const std::size_t doublings = std::min<std::size_t>(retry, 6) - 1;
  return std::chrono::seconds(std::min(std::size_t{1} << doublings, kLongest));
}

bool SaysThatTagIsThere(std::string_view output) {
  constexpr std::size_t kMostLines = 5;
  return std::ranges::any_of(LastLines(output, kMostLines), [](std::string_view line) {
    const std::string words = tfvars::ToLower(line);
    return words.find("immutable") != std::string::npos ||
           words.find("already exists") != std::string::npos;
  });
}

}  // namespace deltaplan::planner
