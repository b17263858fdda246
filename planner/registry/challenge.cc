#include "planner/registry/challenge.h"

#include <algorithm>
#include <cstddef>

#include "tfvars/text/ascii.h"

namespace deltaplan::planner {
namespace {

void SkipBlanks(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t,"), text.size()));
}

// Up to one of `ends`, which stays.
std::string_view TakeUntil(std::string_view& text, std::string_view ends) {
  const std::string_view taken = text.substr(0, text.find_first_of(ends));
  text.remove_prefix(taken.size());
  return taken;
}

// Behind its opening quote; nullopt when it has no end.
std::optional<std::string> TakeQuoted(std::string_view& text) {
  std::string value;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return value;
    }
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    value += text[i];
  }
  return std::nullopt;
}

}  // namespace

std::optional<Challenge> ReadChallenge(std::string_view header) {
  SkipBlanks(header);
  const std::string scheme = tfvars::ToLower(TakeUntil(header, " \t"));
  if (scheme != "bearer" && scheme != "basic") return std::nullopt;
  Challenge challenge{.is_bearer = scheme == "bearer", .realm = {}, .service = {}, .scope = {}};
  for (SkipBlanks(header); !header.empty(); SkipBlanks(header)) {
    const std::string name = tfvars::ToLower(TakeUntil(header, "= \t,"));
    if (!header.starts_with('=')) break;  // the next challenge begins
    header.remove_prefix(1);
    std::string value;
    if (header.starts_with('"')) {
      header.remove_prefix(1);
      std::optional<std::string> quoted = TakeQuoted(header);
      if (!quoted) return std::nullopt;
      value = *std::move(quoted);
    } else {
      value = TakeUntil(header, " \t,");
    }
    if (name == "realm") challenge.realm = value;
    if (name == "service") challenge.service = value;
    if (name == "scope") challenge.scope = value;
  }
  if (challenge.is_bearer && challenge.realm.empty()) return std::nullopt;
  return challenge;
}

}  // namespace deltaplan::planner
